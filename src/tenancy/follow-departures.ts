import type { Departures } from './departures.ts'
import type { TenantDatabase } from './tenant-database.ts'

/**
 * Brings a tenant's file up to date with who has left the tenant. For nearly all
 * tenants that is one lookup in the registry's database.
 *
 * @throws DatabaseBusy, DatabaseFull, …; DatabaseReadOnly where only newer code may write the file
 */
export function followDepartures(departures: Departures, id: string, db: TenantDatabase): void {
  const newest = departures.newest(id)
  if (newest === 0) return
  const seen = db.departures.seen()
  if (seen >= newest) return
  db.departures.follow(departures.since(id, seen))
}
