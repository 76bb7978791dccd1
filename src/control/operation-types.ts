import type { DeletedAccount } from '../auth/delete-account.ts'
import type { BackedUpPerson } from '../auth/people-in-backup.ts'
import type { seedSampleData } from '../sample-data/seed-sample-data.ts'
import type { RestoreSource } from '../tenancy/backups/prepare-restore.ts'
import type { Repair } from '../tenancy/doctor/finding.ts'
import type { PurgeReport } from '../tenancy/life-cycle/purge.ts'
import type { RestoreReport } from '../tenancy/life-cycle/restore.ts'
import type { Tenant } from '../tenancy/tenant.ts'
import type { ExportFormat } from '../tenancy/transfer.ts'
import type { Erased, Erasure } from './erase.ts'
import type { RepairOutcome } from './repair-all.ts'

interface Named {
  readonly slug: string
}

export interface Wanted {
  readonly slug: string
  readonly name?: string | undefined
  readonly owner?: string | undefined
}

export interface Made {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly owner: string | null
  readonly token: string | null
  readonly path: string
  readonly schema_version: number
}

/**
 * What commands ask of whoever holds the data directory: the server through its
 * control socket, or the command itself. Input and result are plain JSON.
 */
export interface Operations {
  'tenant:create': { input: Wanted & { template?: string | undefined }; result: Made }
  /** Paths are absolute: the server's working directory is another one. */
  'tenant:import': { input: Wanted & { file: string }; result: Made }
  'tenant:clone': { input: Wanted & { source: string }; result: Made }
  'tenant:restore': {
    input: Named & { source: RestoreSource }
    result: Tenant & RestoreReport
  }
  'tenant:restore-as': {
    input: Wanted & { source: RestoreSource; original: string; people: readonly BackedUpPerson[] }
    result: Made & { members: number; gone: readonly string[] }
  }
  'tenant:export': {
    input: Named & { file: string; format: ExportFormat }
    result: { file: string; bytes: number }
  }
  'tenant:suspend': { input: { slug: string; reason: string }; result: Tenant }
  'tenant:resume': { input: Named; result: Tenant }
  'tenant:read-only': { input: Named; result: Tenant }
  'tenant:rename': { input: { slug: string; to: string }; result: Tenant }
  /** `bytes` as `quota_bytes` of a tenant. */
  'tenant:quota': { input: { slug: string; bytes: number | null }; result: Tenant }
  'tenant:delete': { input: { slug: string; graceDays: number }; result: Tenant }
  'tenant:undelete': { input: Named; result: Tenant }
  'tenant:purge': {
    input: { slug: string; now: boolean }
    /** The audit log keeps rows with its id for so many days. */
    result: PurgeReport & { memberships: number; tokens: number; audit_log_days: number }
  }
  'tenant:archive': { input: Named; result: Tenant & { bytes: number } }
  'tenant:unarchive': { input: Named; result: Tenant }
  'account:delete': { input: { email: string }; result: DeletedAccount }
  'tenant:erase': { input: Named & Erasure; result: Erased }
  'doctor:repair': {
    input: { repairs: readonly Repair[] }
    result: { outcomes: readonly RepairOutcome[] }
  }
  'db:seed': {
    input: { slug: string }
    result: ReturnType<typeof seedSampleData>
  }
}

export type OperationName = keyof Operations
export type Input<Name extends OperationName> = Operations[Name]['input']
export type Result<Name extends OperationName> = Operations[Name]['result']
