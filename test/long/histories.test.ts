import { afterEach, test } from 'bun:test'
import fc from 'fast-check'
import { cleanUp } from '../harness/process.ts'
import { history, live } from '../realtime/histories/history.ts'
import { hostElsewhere, hostHere } from '../realtime/histories/host.ts'
import { makeScene, type Scene } from '../realtime/histories/scene.ts'

/*
 * Random histories of two workspaces, with people who follow them on several devices each: every
 * device ends where REST is, was told nothing of another workspace or of a room that its person was
 * not in, nothing twice, and all that it had to be told. A failure prints the `seed` and the `path` of its
 * history: HISTORIES_SEED and HISTORIES_PATH let it happen again, HISTORIES_RUNS says how many do.
 */

afterEach(cleanUp)

const { HISTORIES_SEED: seed, HISTORIES_PATH: path, HISTORIES_RUNS: runs } = process.env
const parameters = (numRuns: number) => ({
  numRuns: runs === undefined ? numRuns : Number(runs),
  // Whatever hangs is wrong, too.
  timeout: 120_000,
  ...(seed !== undefined && { seed: Number(seed) }),
  ...(path !== undefined && { path }),
})

test.each([
  { how: 'one workspace open at a time', poolMax: 1 },
  { how: 'both workspaces open', poolMax: undefined },
])('histories on a server that is restarted, with $how', async ({ poolMax }) => {
  const host = await hostHere(poolMax)
  await fc.assert(
    fc.asyncProperty(history(60), async (steps) => {
      await live(host, await host.set(makeScene), steps)
    }),
    parameters(100),
  )
  await host.stop()
})

test.each([
  { how: 'one workspace open at a time', poolMax: 1 },
  { how: 'both workspaces open', poolMax: undefined },
])('histories on a server that is killed, with $how', async ({ poolMax }) => {
  await fc.assert(
    fc.asyncProperty(history(60), async (steps) => {
      let scene: Scene | undefined
      const host = await hostElsewhere(async (services) => {
        scene = await makeScene(services)
      }, poolMax)
      try {
        if (scene) await live(host, scene, steps)
      } finally {
        await host.stop()
      }
    }),
    parameters(20),
  )
})
