import { toSqliteTime } from '../../database/time.ts'
import { WrongState } from '../errors.ts'
import { parseSlug } from '../slug.ts'
import type { Tenant, TenantState } from '../tenant.ts'
import type { LifeCycleContext } from './context.ts'
import { requireState } from './require-state.ts'

/*
 * What is one transaction on the registry, and so needs no journal. Each
 * resolves once nobody uses the tenant any more as it was before.
 */

const LIVING: readonly TenantState[] = ['active', 'read_only', 'suspended']
const ANY: readonly TenantState[] = [...LIVING, 'archived', 'deleting']

/** @param reason what members are told */
export function suspend(
  context: LifeCycleContext,
  id: string,
  reason: string,
  alongside?: Alongside,
): Promise<Tenant> {
  const changes = (): Changes => ({ state: 'suspended', state_reason: reason })
  return change(context, id, LIVING, 'suspended', changes, alongside)
}

/** Undoes {@link suspend} and {@link makeReadOnly}. */
export function resume(
  context: LifeCycleContext,
  id: string,
  alongside?: Alongside,
): Promise<Tenant> {
  const changes = (): Changes => ({ state: 'active', state_reason: null })
  return change(context, id, ['suspended', 'read_only'], 'resumed', changes, alongside)
}

export function makeReadOnly(
  context: LifeCycleContext,
  id: string,
  alongside?: Alongside,
): Promise<Tenant> {
  const changes = (): Changes => ({ state: 'read_only', state_reason: null })
  return change(context, id, LIVING, 'made read-only', changes, alongside)
}

/**
 * Hides the tenant; what is on disk stays until it is purged.
 *
 * @param deleteAfter when it may be
 */
export function markDeleted(
  context: LifeCycleContext,
  id: string,
  deleteAfter: Date,
  alongside?: Alongside,
): Promise<Tenant> {
  const changes = ({ state }: Tenant): Changes => ({
    state: 'deleting',
    deleted_from: state,
    delete_after: toSqliteTime(deleteAfter),
  })
  return change(context, id, [...LIVING, 'archived'], 'deleted', changes, alongside)
}

/** The tenant is again what it was when it was deleted. */
export function undelete(
  context: LifeCycleContext,
  id: string,
  alongside?: Alongside,
): Promise<Tenant> {
  const changes = ({ deleted_from }: Tenant): Changes => ({
    state: deleted_from ?? 'active',
    deleted_from: null,
    delete_after: null,
  })
  return change(context, id, ['deleting'], 'undeleted', changes, alongside)
}

/**
 * Gives it another slug. The old one stays its own and leads to the new one.
 *
 * @throws SlugNotAllowed, SlugTaken, WrongState when it has this slug
 */
export async function rename(
  { registry, write }: LifeCycleContext,
  id: string,
  slug: string,
  alongside: Alongside = () => undefined,
): Promise<Tenant> {
  parseSlug(slug)
  return write(() => {
    alongside()
    const tenant = requireState(registry, id, ANY, 'renamed')
    if (tenant.slug === slug) throw new WrongState(`the workspace has the slug ${slug} already`)
    registry.setSlug(tenant, slug)
    return registry.findById(id) as Tenant
  })
}

/** Runs first in the same unit of work; what it throws prevents the change. */
export type Alongside = () => void

type Changes = Parameters<LifeCycleContext['registry']['change']>[1]

async function change(
  { registry, write, stateChanged }: LifeCycleContext,
  id: string,
  from: readonly TenantState[],
  participle: string,
  changes: (tenant: Tenant) => Changes,
  alongside: Alongside = () => undefined,
): Promise<Tenant> {
  const changed = await write(() => {
    alongside()
    const tenant = requireState(registry, id, from, participle)
    registry.change(tenant, changes(tenant))
    return registry.findById(id) as Tenant
  })
  await stateChanged(id)
  return changed
}
