import { createWorkspaceWithOwner } from '../auth/create-workspace.ts'
import { project } from '../auth/projection.ts'
import { seedSampleData } from '../sample-data/seed-sample-data.ts'
import type { Services } from '../services.ts'
import { UnknownTenant } from '../tenancy/errors.ts'

/**
 * What commands ask of whoever holds the data directory: the server through its
 * control socket, or the command itself. Input and result are plain JSON.
 */
export interface Operations {
  'tenant:create': {
    input: { slug: string; name?: string | undefined; owner?: string | undefined }
    result: {
      id: string
      slug: string
      name: string
      owner: string | null
      token: string | null
      path: string
      schema_version: number
    }
  }
  'db:seed': {
    input: { slug: string }
    result: ReturnType<typeof seedSampleData>
  }
}

export type OperationName = keyof Operations
export type Input<Name extends OperationName> = Operations[Name]['input']
export type Result<Name extends OperationName> = Operations[Name]['result']

type Operation<Name extends OperationName> = (
  services: Services,
  input: Input<Name>,
) => Promise<Result<Name>>

export const operations: { readonly [Name in OperationName]: Operation<Name> } = {
  async 'tenant:create'({ tenants, auth }, { slug, name, owner: email }) {
    const { tenant, owner, token } = await createWorkspaceWithOwner(
      tenants,
      auth,
      { slug, name },
      email,
    )
    return {
      id: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      owner: owner?.email ?? null,
      token,
      path: tenants.directory.tenant(tenant.id),
      schema_version: tenant.schema_version,
    }
  },

  async 'db:seed'({ tenants, auth }, { slug }) {
    const tenant = tenants.registry.findBySlug(slug)
    if (!tenant) throw new UnknownTenant(`there is no workspace ${slug}`)
    const person = auth.memberships.ofTenant(tenant.id).find(({ role }) => role === 'owner')
    return tenants.pool.write(tenant, (db) => {
      const owner = person && project(db, { ...person, personId: person.id })
      return seedSampleData(db, { now: new Date(), ...(owner && { owner }) })
    })
  },
}
