/** Real servers for tests: started on loopback, private, and gone with the process that started them. */
export { type BinarySource } from "./postgres-binaries.ts"
export { startPostgres } from "./private-postgres.ts"
export { ServerFailure } from "./processes.ts"
export { type PostgresOptions, type TestPostgres } from "./test-postgres.ts"
