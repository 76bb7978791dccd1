import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Message } from '../../src/http/message.ts'
import { parseQuery } from '../../src/models/search/parse-query.ts'
import type { SearchResults } from '../../src/modules/search/schema.ts'
import { PoolExhausted } from '../../src/tenancy/errors.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let room = ''
let workspaces = 0
beforeAll(async () => {
  server = await startServer()
})
beforeEach(async () => {
  workspaces += 1
  acme = await team(server, `acme-${workspaces}`)
  room = await acme.room([acme.grace])
})
afterAll(() => server.stop())

async function say(content: string, by: Teammate = acme.ada): Promise<Message> {
  return (await by.api<Message>('POST', `${room}/messages`, { content })).body
}

function ask(q: string, who: Teammate = acme.ada, more = '') {
  const path = `${acme.path}/search?q=${encodeURIComponent(q)}${more}`
  return who.api<SearchResults>('GET', path)
}

async function texts(q: string, who: Teammate = acme.ada): Promise<(string | null)[]> {
  const { status, body } = await ask(q, who)
  expect(status).toBe(200)
  return body.results.map(({ message }) => message.content)
}

describe('a search', () => {
  test('finds messages with who wrote them, and marks what was searched for', async () => {
    await say('nothing of interest')
    const found = await say('<b>Où</b> est le café? The CAFE is here.', acme.grace)
    const { status, body } = await ask('cafe')
    expect([status, body]).toEqual([
      200,
      {
        results: [
          {
            message: found,
            snippet: [
              { text: '<b>Où</b> est le ', marked: false },
              { text: 'café', marked: true },
              { text: '? The ', marked: false },
              { text: 'CAFE', marked: true },
              { text: ' is here.', marked: false },
            ],
          },
        ],
        next_cursor: null,
      },
    ])
  })

  test('shows of a long message the part about what was found', async () => {
    await say(`${'before '.repeat(80)}needle${' after'.repeat(80)}`)
    const [result] = (await ask('needle')).body.results
    const shown = result?.snippet.map(({ text }) => text).join('') ?? ''
    expect(shown).toMatch(/^….*before needle after.*…$/)
    expect(shown.length).toBeLessThan(250)
    expect(result?.snippet.filter(({ marked }) => marked)).toEqual([
      { text: 'needle', marked: true },
    ])
  })

  test('reaches the rooms of the caller and no others', async () => {
    await say('the secret plan')
    const { linus, grace } = acme
    expect([await texts('secret'), await texts('secret', linus)]).toEqual([['the secret plan'], []])
    await acme.ada.api('DELETE', `${room}/members/${grace.userId}`)
    expect(await texts('secret', grace)).toEqual([])
  })

  test('finds at once what was said, and no more what was changed or deleted', async () => {
    const { id } = await say('first version')
    expect(await texts('version')).toEqual(['first version'])
    await acme.ada.api('PATCH', `${room}/messages/${id}`, { content: 'second thought' })
    expect([await texts('version'), await texts('thought')]).toEqual([[], ['second thought']])
    await acme.ada.api('DELETE', `${room}/messages/${id}`)
    expect([await texts('thought'), await texts('from:me')]).toEqual([[], []])
  })

  test('knows authors by their usernames, and rooms by their names', async () => {
    await say('mine')
    await say('hers', acme.grace)
    expect(await texts('from:grace')).toEqual(['hers'])
    expect(await texts('in:general -from:grace')).toEqual(['mine'])
    expect(await texts(`in:${room.split('/').at(-1)} from:me`, acme.grace)).toEqual(['hers'])
  })

  test('goes on where a page ends', async () => {
    for (const content of ['one day', 'two days', 'day three', 'day four']) await say(content)
    const seen: (string | null)[] = []
    for (let more = '&limit=2'; more !== ''; ) {
      const { results, next_cursor } = (await ask('day', acme.ada, more)).body
      expect(results.length).toBeLessThanOrEqual(2)
      seen.push(...results.map(({ message }) => message.content))
      more = next_cursor === null ? '' : `&limit=2&before=${next_cursor}`
    }
    expect(seen).toEqual(['day four', 'day three', 'one day'])
  })
})

describe('a query', () => {
  const refused: Readonly<Record<string, string>> = {
    'no query': '',
    'an empty one': '?q=',
    'a blank one': '?q=%20%20',
    'one with NUL': '?q=a%00b',
    'one that is too long': `?q=${'x'.repeat(257)}`,
    'too many words': `?q=${'x+'.repeat(17)}`,
    'an unknown parameter': '?q=x&sort=best',
    'a page of none': '?q=x&limit=0',
  }
  for (const [what, query] of Object.entries(refused)) {
    test(`is refused: ${what}`, async () => {
      const { status, body } = await acme.ada.api<{ errors: { pointer: string }[] }>(
        'GET',
        `${acme.path}/search${query}`,
      )
      expect(status).toBe(422)
      expect(body.errors[0]?.pointer).toMatch(/^\?(q|sort|limit)/)
    })
  }

  test('is answered whatever stands in it', async () => {
    await say('AND OR NOT NEAR(a b, 3) "quoted" words:all facets:r1 * ^a {x y}: -z')
    const syntax = fc.constantFrom(
      ...['"', "'", '*', '^', '(', ')', '{', '}', ':', '-', '+', ',', ';', '\\', '%', '--', '/*'],
      ...['AND', 'OR', 'NOT', 'NEAR(', 'words:', 'rowid:', 'facets:', 'from:', 'in:', 'on:'],
      ...['before:2026-02-31', 'has:file', 'a', '天', '\u{1f44d}', '\u200b', '\ufffd', ' ', '\n'],
    )
    const query = fc.oneof(
      fc.array(syntax, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        expect([200, 422]).toContain((await ask(q)).status)
      }),
      { numRuns: 150 },
    )
  })
})

describe('in a large workspace', () => {
  /** More than the event loop looks through by itself. */
  const MANY = 10_500

  async function fill(): Promise<void> {
    const room_id = Number(room.split('/').at(-1))
    const user_id = acme.grace.userId
    await server.services.tenants.pool.write(acme.tenant, (db) => {
      for (let sent = 0; sent < MANY; sent += 1) {
        db.messages.create({ room_id, user_id, content: sent % 1_000 === 0 ? 'milestone' : 'step' })
      }
    })
  }

  test('the same is found as in a small one, and the workspace stays in order', async () => {
    await fill()
    const { tenants } = server.services
    const last = await say('the last milestone')
    expect((await ask('milestone')).body.results).toHaveLength(12)
    expect((await ask('milestone', acme.ada, '&limit=1')).body).toMatchObject({
      results: [{ message: { id: last.id } }],
      next_cursor: last.id,
    })
    expect(await texts('milestone', acme.linus)).toEqual([])
    // Somebody who needs the file for themselves meets no search in it, and the other way round.
    const [found, files] = await Promise.all([
      ask('milestone'),
      tenants.exclusively(acme.tenant.id, async (directory) => directory),
      ask('step'),
    ])
    expect([found.status, typeof files]).toEqual([200, 'string'])

    // So many at once keep a thread busy for longer than anybody would wait; the other one stays free.
    const question = {
      query: parseQuery('step'),
      userId: acme.ada.userId,
      before: null,
      limit: 1,
    }
    const other = await team(server, 'elsewhere')
    const asked = Array.from({ length: 40 }, () => tenants.questions.ask(acme.tenant, question))
    const all = Promise.allSettled(asked)
    expect(await tenants.questions.ask(other.tenant, question)).toBeDefined()
    const outcomes = await all
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(23)
    expect(refused[0]).toMatchObject({ reason: expect.any(PoolExhausted) })
  })

  test('what its searches take of a core is set by the configuration', async () => {
    const own = await startServer({ searchShare: 0.01 })
    const [noisy, other] = [await team(own, 'a'), await team(own, 'b')]
    const { pool, questions } = own.services.tenants
    const userId = noisy.ada.userId
    const question = { query: parseQuery('step'), userId, before: null, limit: 1 }
    const search = async () => {
      for (const { tenant } of [noisy, other]) await pool.read(tenant, (db) => db.search.span())
      const late = Bun.sleep(1_000).then(() => 'late')
      return Promise.race([questions.ask(noisy.tenant, question), late])
    }
    // Each takes about a millisecond, and some at once are free.
    for (let times = 0; (await search()) !== 'late'; times += 1) expect(times).toBeLessThan(20_000)
    await own.stop()
  })
})
