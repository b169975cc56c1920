/** The contracts of the core's ports, for every adapter to run. */
import type { Stores } from "@parley/core/engine"
import { contentRowsContract } from "./content-rows.ts"
import type { ContractCase } from "./contract-case.ts"
import { eventStoreContract } from "./event-store.ts"
import { ownershipContract } from "./ownership.ts"
import { privateRowsContract } from "./private-rows.ts"
import { readModelsContract } from "./read-models.ts"
import { snapshotsContract } from "./snapshots.ts"

export { contentRowsContract } from "./content-rows.ts"
export type { ContractCase } from "./contract-case.ts"
export { engineModelContract, modelRun, type ModelFault } from "./engine-model.ts"
export { eventStoreContract } from "./event-store.ts"
export { flatStreams } from "./flat-streams.ts"
export { tail, writeLog } from "./event-store-signals.ts"
export { batchOf, contactCreated, countedBatch, headAfter, START } from "./log-samples.ts"
export { ownershipContract } from "./ownership.ts"
export { privateRowsContract } from "./private-rows.ts"
export { readModelsContract } from "./read-models.ts"
export { snapshotsContract } from "./snapshots.ts"

/** All contracts, of a database that gives all stores. */
export const storesContract: ReadonlyArray<readonly [store: string, cases: ReadonlyArray<ContractCase<Stores>>]> = [
  ["the event store", eventStoreContract],
  ["content rows", contentRowsContract],
  ["private rows", privateRowsContract],
  ["ownership", ownershipContract],
  ["snapshots", snapshotsContract],
  ["read models", readModelsContract]
]
