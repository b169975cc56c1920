/** Real servers for tests: started on loopback, private, and gone with the process that started them. */
export { HARD_BOUNCE_DOMAIN, type MailAccount, SOFT_BOUNCE_DOMAIN } from "./mail-config.ts"
export { type MailService } from "./mail-daemons.ts"
export { type RawMail } from "./mail-deliver.ts"
export { type MailStack, type MailStackOptions, mailStackAvailable, startMailStack } from "./mail-stack.ts"
export { type BinarySource } from "./postgres-binaries.ts"
export { startPostgres } from "./private-postgres.ts"
export { ServerFailure } from "./processes.ts"
export { type PostgresOptions, type TestPostgres } from "./test-postgres.ts"
