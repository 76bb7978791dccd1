import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createWorkspaceWithOwner } from './auth/create-workspace.ts'
import { project } from './auth/projection.ts'
import { seedSampleData } from './sample-data/seed-sample-data.ts'
import type { Services } from './services.ts'

/** The workspace that a first start in development shows. */
export interface Demo {
  readonly slug: string
  readonly token: string
}

const SLUG = 'demo'
const OWNER = 'you@example.com'

/**
 * In development, fills an empty data directory with a workspace to try things
 * on. Its token is kept beside the data, so that later starts can show it again.
 *
 * @returns the demo workspace and a token for it, if there is one and it still works
 */
export async function demoWorkspace(services: Services): Promise<Demo | undefined> {
  const { config, tenants } = services
  if (config.production) return undefined
  const file = join(config.dataDir, 'demo.token')
  if (tenants.registry.count() === 0) await create(services, file)
  return recall(services, file)
}

async function create({ auth, tenants }: Services, file: string): Promise<void> {
  const { tenant, owner, token } = await createWorkspaceWithOwner(
    tenants,
    auth,
    { slug: SLUG, name: 'Demo' },
    OWNER,
  )
  await tenants.pool.write(tenant, (db) => {
    const me = owner && project(db, { personId: owner.id, email: owner.email, name: 'You' })
    seedSampleData(db, { now: new Date(), ...(me && { owner: me }) })
  })
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
}

function recall({ auth }: Services, file: string): Demo | undefined {
  if (!existsSync(file)) return undefined
  const token = readFileSync(file, 'utf8').trim()
  try {
    auth.authority.enter(auth.authority.authenticate(token), SLUG, true)
    return { slug: SLUG, token }
  } catch {
    // Revoked, or the workspace is gone: nothing to show.
    return undefined
  }
}
