import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { matchesStrongly, matchesWeakly, strongEtag } from '../../src/http/etag.ts'
import { problemIn, type SampleServer, sampleServer } from './sample-server.ts'

describe('strongEtag', () => {
  test('is a quoted tag of characters that etagc allows (RFC 9110 section 8.8.3)', () => {
    expect(strongEtag(7, null)).toBe('"7."')
    expect(strongEtag(7, '2026-03-01 09:30:00 "é"')).toMatch(/^"[\x21\x23-\x7e]+"$/)
  })

  test('differs when any part does', () => {
    expect(strongEtag(1, '23')).not.toBe(strongEtag(12, '3'))
    expect(strongEtag(1, null)).not.toBe(strongEtag(1, 'null'))
  })
})

// header, strong comparison, weak comparison, all against "a,b" (a comma may be inside of a tag)
const comparisons: [string, boolean, boolean][] = [
  ['"a,b"', true, true],
  ['W/"a,b"', false, true],
  ['"x"', false, false],
  ['"x", "a,b"', true, true],
  ['"x","a,b","y"', true, true],
  ['"x" , , W/"a,b"', false, true],
  ['*', true, true],
  [' * ', true, true],
  ['', false, false],
  ['a,b', false, false],
  ['"a', false, false],
  ['"x" "a,b"', false, false],
  ['"a,b", junk', false, false],
]
test.each(comparisons)('%s', (header, strong, weak) => {
  expect(matchesStrongly(header, '"a,b"')).toBe(strong)
  expect(matchesWeakly(header, '"a,b"')).toBe(weak)
})

test('a header of sixty kilobytes of commas is read in linear time', () => {
  expect(matchesStrongly(`${','.repeat(60_000)}"x`, '"x"')).toBe(false)
})

describe('over HTTP', () => {
  let server: SampleServer
  beforeAll(() => {
    server = sampleServer()
  })
  afterAll(() => server.stop())

  async function message(): Promise<{ path: string; etag: string }> {
    const { headers } = await server.json('POST', '/workspaces/acme/rooms/1/messages', {
      content: 'x',
    })
    return { path: headers.get('location') ?? '', etag: headers.get('etag') ?? '' }
  }

  test('If-None-Match with the version is 304, with its ETag and no body', async () => {
    const { path, etag } = await message()
    const response = await server.request('GET', path, {
      headers: { 'if-none-match': `W/${etag}` },
    })
    expect(response.status).toBe(304)
    expect(response.headers.get('etag')).toBe(etag)
    expect(await response.text()).toBe('')
  })

  test('If-None-Match with another version is 200', async () => {
    const { path, etag } = await message()
    const response = await server.request('GET', path, { headers: { 'if-none-match': '"old"' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('etag')).toBe(etag)
  })

  test('If-Match decides whether a change happens', async () => {
    const { path, etag } = await message()
    const stale = await server.json('PATCH', path, { content: 'y' }, { 'if-match': '"old"' })
    expect(await problemIn(stale)).toMatchObject({ status: 412, code: 'precondition_failed' })
    const fresh = await server.json('PATCH', path, { content: 'y' }, { 'if-match': etag })
    expect(fresh.status).toBe(200)
    expect(fresh.headers.get('etag')).not.toBe(etag)
  })
})
