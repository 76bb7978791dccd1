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
export function suspend(context: LifeCycleContext, id: string, reason: string): Promise<Tenant> {
  return change(context, id, LIVING, 'suspended', () => ({
    state: 'suspended',
    state_reason: reason,
  }))
}

/** Undoes {@link suspend} and {@link makeReadOnly}. */
export function resume(context: LifeCycleContext, id: string): Promise<Tenant> {
  return change(context, id, ['suspended', 'read_only'], 'resumed', () => ({
    state: 'active',
    state_reason: null,
  }))
}

export function makeReadOnly(context: LifeCycleContext, id: string): Promise<Tenant> {
  return change(context, id, LIVING, 'made read-only', () => ({
    state: 'read_only',
    state_reason: null,
  }))
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
  allow?: () => void,
): Promise<Tenant> {
  const changes = ({ state }: Tenant): Changes => ({
    state: 'deleting',
    deleted_from: state,
    delete_after: toSqliteTime(deleteAfter),
  })
  return change(context, id, [...LIVING, 'archived'], 'deleted', changes, allow)
}

/** The tenant is again what it was when it was deleted. */
export function undelete(context: LifeCycleContext, id: string): Promise<Tenant> {
  return change(context, id, ['deleting'], 'undeleted', ({ deleted_from }) => ({
    state: deleted_from ?? 'active',
    deleted_from: null,
    delete_after: null,
  }))
}

/**
 * Gives it another slug. The old one stays its own and leads to the new one.
 *
 * @param alongside runs first in the same unit of work; what it throws prevents the change
 * @throws SlugNotAllowed, SlugTaken, WrongState when it has this slug
 */
export async function rename(
  { registry, write }: LifeCycleContext,
  id: string,
  slug: string,
  alongside: () => void = () => undefined,
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

type Changes = Parameters<LifeCycleContext['registry']['change']>[1]

async function change(
  { registry, write, stateChanged }: LifeCycleContext,
  id: string,
  from: readonly TenantState[],
  participle: string,
  changes: (tenant: Tenant) => Changes,
  allow?: () => void,
): Promise<Tenant> {
  const changed = await write(() => {
    allow?.()
    const tenant = requireState(registry, id, from, participle)
    registry.change(tenant, changes(tenant))
    return registry.findById(id) as Tenant
  })
  await stateChanged(id)
  return changed
}
