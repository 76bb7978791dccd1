import type { TenantState } from './tenant.ts'

/** Whatever the life of tenants does not allow. */
export class TenancyError extends Error {
  override name = 'TenancyError'
}

// Names.
export class SlugNotAllowed extends TenancyError {
  override name = 'SlugNotAllowed'
}
export class SlugTaken extends TenancyError {
  override name = 'SlugTaken'
}
export class UnknownTenant extends TenancyError {
  override name = 'UnknownTenant'
}

// What is brought is not what we make.
export class ImportNotPossible extends TenancyError {
  override name = 'ImportNotPossible'
}

// The tenant cannot serve now.
export class TenantUnavailable extends TenancyError {
  override name = 'TenantUnavailable'
  constructor(readonly state: TenantState) {
    super(`the workspace is ${state.replace('_', ' ')}`)
  }
}
export class TenantMigrating extends TenancyError {
  override name = 'TenantMigrating'
}
export class TenantMigrationFailed extends TenancyError {
  override name = 'TenantMigrationFailed'
}
/** Somebody has it for themselves for a moment. */
export class TenantHeld extends TenancyError {
  override name = 'TenantHeld'
}
/** It could not be had alone: running uses do not end, or another process has its file open. */
export class TenantInUse extends TenancyError {
  override name = 'TenantInUse'
}
export class PoolExhausted extends TenancyError {
  override name = 'PoolExhausted'
}
export class PoolClosed extends TenancyError {
  override name = 'PoolClosed'
}

// The life cycle does not allow it now.
export class OperationRunning extends TenancyError {
  override name = 'OperationRunning'
}
export class WrongState extends TenancyError {
  override name = 'WrongState'
}

// The caller's code is wrong.
export class NestedUse extends TenancyError {
  override name = 'NestedUse'
}

// The data directory is somebody else's now.
export class DataDirectoryLocked extends TenancyError {
  override name = 'DataDirectoryLocked'
}
