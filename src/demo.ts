import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SYSTEM } from './auth/audit/actor.ts'
import { createWorkspaceFor } from './auth/create-workspace.ts'
import { DEMO_OWNER, DEMO_SLUG } from './auth/demo-person.ts'
import { project, projected } from './auth/project.ts'
import { emailOf, people } from './sample-data/people.ts'
import { seedSampleData } from './sample-data/seed-sample-data.ts'
import type { Services } from './services.ts'

/** The workspace that a first start in development shows. */
export interface Demo {
  readonly slug: string
  readonly token: string
}

/** In the data directory, for its owner only. */
const TOKEN_FILE = 'demo.token'

/**
 * In development, fills an empty data directory with a workspace to try things
 * on. Its token is kept beside the data, so that later starts can show it again.
 * What an interrupted first start left undone, the next one does.
 *
 * @returns the demo workspace and a token for it, if there is one and it still works
 */
export async function demoWorkspace(services: Services): Promise<Demo | undefined> {
  const { config, log, tenants } = services
  const file = join(config.dataDir, TOKEN_FILE)
  if (config.production) {
    if (existsSync(file)) {
      log.warn({ file }, 'the demo workspace and its token are still valid here: revoke or delete')
    }
    return undefined
  }
  if (savedToken(file) === '') {
    if (tenants.registry.count() === 0) await create(services)
    await complete(services, file)
  }
  return recall(services, savedToken(file))
}

async function create({ auth, tenants }: Services): Promise<void> {
  const { id } = await auth.database.write(() => {
    const owner = auth.people.findOrCreate(DEMO_OWNER, 'You')
    // Nobody's address, so that nobody has to prove it: they may do all that a person may.
    auth.people.confirmEmail(owner.id)
    return owner
  })
  await createWorkspaceFor(tenants, auth, { slug: DEMO_SLUG, name: 'Demo' }, id, SYSTEM)
}

/** Only where the demo is all there is: in a workspace of people nothing is made up. */
async function complete({ auth, tenants }: Services, file: string): Promise<void> {
  const tenant = tenants.registry.findBySlug(DEMO_SLUG)
  if (!tenant || tenants.registry.count() > 1) return
  const owner = auth.memberships.ofTenant(tenant.id).find(({ email }) => email === DEMO_OWNER)
  if (!owner) return
  // Who talks there belongs there: each can be looked up, and signed in as by a printed mail.
  const others = await auth.database.write(() =>
    people.map((one) => {
      const person = auth.people.findOrCreate(emailOf(one), one.name)
      auth.people.confirmEmail(person.id)
      auth.memberships.put(tenant.id, person.id, one.username === 'maya' ? 'admin' : 'member')
      return { ...projected(person), emailIsVerified: true }
    }),
  )
  await tenants.pool.write(tenant, (db) => {
    if (db.messages.lastId() > 0) return
    const me = project(db, projected(owner))
    for (const other of others) project(db, other)
    seedSampleData(db, { now: new Date(), owner: me })
  })
  const { secret } = await auth.database.write(() =>
    auth.tokens.create(owner.id, {
      label: `owner of ${DEMO_SLUG}`,
      scopes: ['read', 'write', 'admin'],
      // Good for all of its owner's, so that accepting an invitation can be tried too.
      tenantId: null,
      expiresAt: null,
    }),
  )
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
}

/** Empty when there is none, also when a first start was killed before it wrote any. */
function savedToken(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

function recall({ auth }: Services, token: string): Demo | undefined {
  if (token === '') return undefined
  try {
    auth.authority.enter(auth.authority.authenticate(token), DEMO_SLUG, true)
    return { slug: DEMO_SLUG, token }
  } catch {
    // Revoked, or the workspace is gone: nothing to show.
    return undefined
  }
}
