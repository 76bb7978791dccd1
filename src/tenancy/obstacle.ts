import type { Fleet } from './fleet.ts'

/**
 * Why a run must leave a tenant alone now: one that is not in use has no file
 * to work on, and an operation of the life cycle wants the file for itself.
 */
export function obstacle(
  { registry, journal }: Pick<Fleet, 'registry' | 'journal'>,
  id: string,
): string | null {
  const tenant = registry.findById(id)
  if (!tenant) return 'it is gone'
  if (tenant.state === 'provisioning') return 'it is being made'
  if (tenant.state === 'archived') return 'it is archived'
  if (tenant.state === 'deleting') return 'it is deleted'
  const operation = journal.find(id)
  return operation && `an operation on it is under way: ${operation.kind}`
}
