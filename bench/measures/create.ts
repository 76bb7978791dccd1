import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { createWorkspaceFor } from '../../src/auth/create-workspace.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { createMember } from '../data/workspaces.ts'

/* Creates workspaces as the server does; prints the milliseconds of each as JSON. */
export interface CreateInput {
  readonly dataDir: string
  readonly count: number
}

const { dataDir, count } = (await Bun.stdin.json()) as CreateInput
const services = openQuietly(dataDir)
const { authId } = await createMember(services)
const times: number[] = []
for (let i = 0; i <= count; i += 1) {
  const start = performance.now()
  await createWorkspaceFor(services.tenants, services.auth, { slug: `made-${i}` }, authId, SYSTEM)
  // The first one makes the image that all others are copies of.
  if (i > 0) times.push(performance.now() - start)
}
console.log(JSON.stringify(times))
await services.close()
