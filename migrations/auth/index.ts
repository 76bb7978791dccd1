import type { Migration } from '../../src/database/migration.ts'
import { initial } from './0001-initial.ts'
import { migrationRuns } from './0002-migration-runs.ts'
import { lifeCycle } from './0003-life-cycle.ts'
import { auditLog } from './0004-audit-log.ts'
import { signIn } from './0005-sign-in.ts'
import { invitations } from './0006-invitations.ts'
import { departures } from './0007-departures.ts'
import { invitedAddresses } from './0008-invited-addresses.ts'
import { quotas } from './0009-quotas.ts'
import { retention } from './0010-retention.ts'
import { tenantCount } from './0011-tenant-count.ts'
import { accessVersion } from './0012-access-version.ts'

/** Every step of the auth database's schema, oldest first. */
export const authMigrations: readonly Migration[] = [
  initial,
  migrationRuns,
  lifeCycle,
  auditLog,
  signIn,
  invitations,
  departures,
  invitedAddresses,
  quotas,
  retention,
  tenantCount,
  accessVersion,
]
