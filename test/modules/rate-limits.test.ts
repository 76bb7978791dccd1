import { afterEach, describe, expect, test } from 'bun:test'
import { type ServerOptions, startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/*
 * How many requests people and workspaces may send. What the fixture itself asks
 * for is counted too, hence the roomy quotas and the differences.
 */

const none = { reads: undefined, writes: undefined }

let server: TestServer
let acme: Team
afterEach(() => server.stop())

async function serve(limits: ServerOptions) {
  server = await startServer({ personRequests: none, workspaceRequests: none, ...limits })
  acme = await team(server, 'acme')
}

/** Asks until it is refused. @returns how often it was answered, and the refusal */
async function untilRefused(ask: () => ReturnType<Team['ada']['api']>) {
  for (let answered = 0; answered < 100; answered += 1) {
    const refusal = await ask()
    if (refusal.status === 429) return { answered, refusal }
  }
  throw new Error('nothing was refused')
}

const rooms = () => `${acme.path}/rooms`

describe('of one person', () => {
  test('reads are counted down, and one too many is 429 with when to come again', async () => {
    await serve({ personRequests: { reads: 10, writes: undefined } })
    const { headers } = await acme.ada.api('GET', rooms())
    expect(headers.get('ratelimit-policy')).toBe('"read";q=10;w=60')
    // The fixture has read once.
    expect(headers.get('ratelimit')).toMatch(/^"read";r=8;t=\d+$/)

    const { answered, refusal } = await untilRefused(() => acme.ada.api('GET', rooms()))

    expect(answered).toBe(8)
    expect(refusal.body).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      code: 'quota_exceeded',
      status: 429,
    })
    const wait = Number(refusal.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(60)
    expect(refusal.headers.get('ratelimit')).toBe(`"read";r=0;t=${wait}`)
    expect(refusal.headers.get('ratelimit-policy')).toBe('"read";q=10;w=60')
  })

  test('others, other workspaces and changes are not hindered', async () => {
    await serve({ personRequests: { reads: 5, writes: 5 } })
    const globex = await server.workspace('globex', { owner: acme.ada })
    await untilRefused(() => acme.ada.api('GET', rooms()))

    expect((await acme.grace.api('GET', rooms())).status).toBe(200)
    expect((await acme.ada.api('GET', `/workspaces/${globex.slug}/rooms`)).status).toBe(200)
    expect((await acme.ada.api('GET', '/me')).status).toBe(200)
    const made = await acme.ada.api('POST', rooms(), { name: 'General', type: 'group' })
    expect(made.status).toBe(201)
    expect(made.headers.get('ratelimit-policy')).toBe('"write";q=5;w=60')
  })

  test('what a refused change would have done is not done; a mistake counts as well', async () => {
    await serve({ personRequests: { reads: undefined, writes: 3 } })
    for (const _ of [1, 2, 3]) {
      const mistake = await acme.ada.api('POST', rooms(), { name: '' })
      expect(mistake.status).toBe(422)
      expect(mistake.headers.get('ratelimit')).toStartWith('"write";r=')
    }
    const before = await acme.contents()
    expect((await acme.ada.api('POST', rooms(), { name: 'X', type: 'group' })).status).toBe(429)
    expect(await acme.contents()).toEqual(before)
  })

  test('who comes again at once waits for each refusal, and nobody else does', async () => {
    await serve({ personRequests: { reads: 5, writes: undefined } })
    await untilRefused(() => acme.ada.api('GET', rooms()))
    const refused: number[] = []
    const asked = performance.now()
    const again = async () => {
      await acme.ada.api('GET', rooms())
      refused.push(performance.now() - asked)
    }
    const refusals = Promise.all([again(), again(), again()])
    expect((await acme.grace.api('GET', rooms())).status).toBe(200)
    expect(refused).toEqual([])
    await refusals
    expect(Math.min(...refused)).toBeGreaterThan(200)
  })

  test('another session is the same person, and strangers are nobody', async () => {
    await serve({ personRequests: { reads: 5, writes: undefined } })
    await untilRefused(() => acme.ada.api('GET', rooms()))
    const again = await server.person(acme.ada.email)
    expect((await again.api('GET', rooms())).status).toBe(429)
    const stranger = await server.person('eve@elsewhere.test')
    const { status, headers } = await stranger.api('GET', rooms())
    expect([status, headers.get('ratelimit')]).toEqual([404, null])
    expect((await server.api('GET', rooms())).headers.get('ratelimit')).toBeNull()
  })
})

describe('of a workspace', () => {
  test('everybody in it shares one number, and other workspaces go on', async () => {
    await serve({ workspaceRequests: { reads: 12, writes: undefined } })
    const globex = await server.workspace('globex', { owner: acme.ada })
    const people = [acme.ada, acme.grace, acme.linus]
    let turn = 0
    const { refusal } = await untilRefused(() => {
      turn += 1
      return (people[turn % 3] ?? acme.ada).api('GET', rooms())
    })
    expect(refusal.headers.get('ratelimit-policy')).toBe('"workspace-read";q=12;w=60')
    for (const { api } of people) expect((await api('GET', rooms())).status).toBe(429)
    expect((await acme.ada.api('GET', `/workspaces/${globex.slug}/rooms`)).status).toBe(200)
  })

  test('one who asks too much takes nothing from the others', async () => {
    await serve({
      personRequests: { reads: 5, writes: undefined },
      workspaceRequests: { reads: 14, writes: undefined },
    })
    await untilRefused(() => acme.ada.api('GET', rooms()))
    for (const _ of [1, 2, 3, 4, 5]) await acme.ada.api('GET', rooms())
    for (const _ of [1, 2, 3, 4]) expect((await acme.grace.api('GET', rooms())).status).toBe(200)
  })
})

test('off: nothing is counted, and no answer speaks of it', async () => {
  await serve({})
  const { headers } = await acme.ada.api('GET', rooms())
  expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([null, null])
})
