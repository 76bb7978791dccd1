import { statSync } from 'node:fs'
import type { AuditAction } from '../auth/audit/actions.ts'
import { OPERATOR } from '../auth/audit/actor.ts'
import type { AuditSubject } from '../auth/audit/audit-log.ts'
import { createWorkspaceWithOwner, type WorkspaceSource } from '../auth/create-workspace.ts'
import type { BackedUpPerson } from '../auth/people-in-backup.ts'
import { project, projected } from '../auth/project.ts'
import { seedSampleData } from '../sample-data/seed-sample-data.ts'
import type { Services } from '../services.ts'
import { tellOfWorkspace } from '../tell-workspace.ts'
import { UnknownTenant, WrongState } from '../tenancy/errors.ts'
import type { Tenant } from '../tenancy/tenant.ts'
import { eraseAccount, eraseFrom } from './erase.ts'
import type { Input, Made, OperationName, Result, Wanted } from './operation-types.ts'
import { parseReason } from './parse-reason.ts'
import { repairAll } from './repair-all.ts'
import { templateSource } from './template-source.ts'

const DAY = 24 * 60 * 60_000

type Operation<Name extends OperationName> = (
  services: Services,
  input: Input<Name>,
) => Promise<Result<Name>>

export const operations: { readonly [Name in OperationName]: Operation<Name> } = {
  async 'tenant:create'(services, { template, ...wanted }) {
    if (template === undefined) return make(services, wanted)
    const source = await templateSource(services, find(services.tenants, template), wanted.owner)
    return make(services, wanted, source)
  },

  async 'tenant:import'(services, { file, ...wanted }) {
    return make(services, wanted, {
      fill: services.tenants.lifeCycle.importing(file),
      action: 'workspace.imported',
    })
  },

  async 'tenant:clone'(services, { source, ...wanted }) {
    const { id, name } = find(services.tenants, source)
    const fill = services.tenants.lifeCycle.cloning(id)
    // Who is made its owner wants the content, and nobody else in it.
    const withMembers = wanted.owner === undefined
    return make(
      services,
      { ...wanted, name: wanted.name ?? name },
      { fill, contentOf: id, withMembers, action: 'workspace.cloned' },
    )
  },

  async 'tenant:restore'(services, { slug, source }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    const noted = noting(services, id, 'workspace.restored')
    const report = await tenants.lifeCycle.restore(id, source, noted)
    return { ...find(tenants, slug), ...report }
  },

  async 'tenant:restore-as'(services, { source, original, people, ...wanted }) {
    const { tenants, auth } = services
    const isHere = ({ id }: BackedUpPerson) => auth.people.findById(id) !== null
    const members = people.flatMap(({ id, role }) => (role === null ? [] : [{ id, role }]))
    const gone = people.filter((person) => person.role !== null && !isHere(person))
    const made = await make(services, wanted, {
      fill: tenants.lifeCycle.restoring(source, original),
      action: 'workspace.restored',
      contentOf: original,
      members: members.filter((member) => !gone.some(({ id }) => id === member.id)),
      former: people.map(({ id }) => id),
    })
    return { ...made, members: members.length - gone.length, gone: gone.map(({ id }) => id) }
  },

  async 'tenant:export'(services, { slug, file, format }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    const note = noting(services, id, 'workspace.exported')
    await tenants.lifeCycle.export(id, { file, format }, note)
    return { file, bytes: statSync(file).size }
  },

  async 'tenant:suspend'(services, { slug, reason }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    const noted = noting(services, id, 'workspace.suspended')
    return tenants.lifeCycle.suspend(id, parseReason(reason), noted)
  },

  async 'tenant:resume'(services, { slug }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    const resumed = await tenants.lifeCycle.resume(id, noting(services, id, 'workspace.resumed'))
    await tellOfWorkspace(services, id)
    return resumed
  },

  async 'tenant:read-only'(services, { slug }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    const noted = noting(services, id, 'workspace.made_read_only')
    const tenant = await tenants.lifeCycle.makeReadOnly(id, noted)
    await tellOfWorkspace(services, id)
    return tenant
  },

  async 'tenant:rename'(services, { slug, to }) {
    const { tenants } = services
    const { id, slug: from } = find(tenants, slug)
    const noted = noting(services, id, 'workspace.renamed', { from, to })
    const renamed = await tenants.lifeCycle.rename(id, to, noted)
    await tellOfWorkspace(services, id)
    return renamed
  },

  async 'tenant:quota'(services, { slug, bytes }) {
    const { tenants, auth } = services
    const { id } = find(tenants, slug)
    const note = noting(services, id, 'workspace.quota_changed', { bytes })
    await auth.database.write(() => {
      tenants.registry.setQuota(id, bytes)
      note()
    })
    await tenants.quotaChanged(id)
    return find(tenants, slug)
  },

  async 'tenant:delete'(services, { slug, graceDays }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    const until = new Date(Date.now() + graceDays * DAY)
    return tenants.lifeCycle.delete(id, until, noting(services, id, 'workspace.deleted'))
  },

  async 'tenant:undelete'(services, { slug }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    return tenants.lifeCycle.undelete(id, noting(services, id, 'workspace.undeleted'))
  },

  async 'tenant:purge'(services, { slug, now }) {
    const { tenants, auth, config } = services
    const rows = { memberships: 0, tokens: 0 }
    const tenant = find(tenants, slug)
    const report = await tenants.lifeCycle.purge(tenant.id, {
      now,
      begun: noting(services, tenant.id, 'workspace.purged', { slug: tenant.slug }),
      alongside({ id }) {
        rows.memberships = auth.memberships.ofTenant(id).length
        rows.tokens = auth.tokens.countOfTenant(id)
      },
    })
    return { ...report, ...rows, audit_log_days: config.auditLogDays }
  },

  async 'tenant:archive'(services, { slug }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    await tenants.lifeCycle.archive(id, noting(services, id, 'workspace.archived'))
    const { size } = statSync(tenants.directory.archive(id))
    return { ...find(tenants, slug), bytes: size }
  },

  async 'tenant:unarchive'(services, { slug }) {
    const { tenants } = services
    const { id } = find(tenants, slug)
    await tenants.lifeCycle.unarchive(id, noting(services, id, 'workspace.unarchived'))
    return find(tenants, slug)
  },

  async 'account:delete'(services, { email }) {
    return eraseAccount(services, email)
  },

  async 'tenant:erase'(services, { slug, ...erasure }) {
    return eraseFrom(services, find(services.tenants, slug), erasure)
  },

  async 'doctor:repair'(services, { repairs }) {
    return { outcomes: await repairAll(services, repairs) }
  },

  async 'db:seed'({ tenants, auth }, { slug }) {
    const tenant = find(tenants, slug)
    const person = auth.memberships.ofTenant(tenant.id).find(({ role }) => role === 'owner')
    return tenants.pool.write(tenant, (db) => {
      const owner = person && project(db, projected(person))
      return seedSampleData(db, { now: new Date(), ...(owner && { owner }) })
    })
  },
}

async function make(
  { tenants, auth }: Services,
  { slug, name, owner: email }: Wanted,
  source?: WorkspaceSource,
): Promise<Made> {
  const made = await createWorkspaceWithOwner(tenants, auth, { slug, name }, email, source)
  const { tenant, owner, token } = made
  if (owner && source) {
    // Whoever commands this says who the owner is: they are the person with that address in it.
    const vouched = { ...projected(owner), emailIsVerified: true }
    await tenants.pool.write(tenant, (db) => project(db, vouched))
  }
  return {
    id: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    owner: owner?.email ?? null,
    token,
    path: tenants.directory.tenant(tenant.id),
    schema_version: tenant.schema_version,
  }
}

/** Writes into the audit log what the command line does, in the unit of work that does it. */
function noting(
  { auth }: Services,
  tenantId: string,
  action: AuditAction,
  details?: AuditSubject['details'],
): () => void {
  return () => auth.audit.record(OPERATOR, action, { tenantId, ...(details && { details }) })
}

/** @throws UnknownTenant, with the present slug for a former one */
function find({ registry }: Services['tenants'], slug: string): Tenant {
  const tenant = registry.findBySlug(slug)
  if (tenant) {
    if (tenant.state !== 'provisioning') return tenant
    throw new WrongState(`the workspace ${slug} is being created`)
  }
  const renamed = registry.findByFormerSlug(slug)
  const hint = renamed ? `: it is called ${renamed.slug} now` : ''
  throw new UnknownTenant(`there is no workspace ${slug}${hint}`)
}
