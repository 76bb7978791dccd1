import { expect, test } from 'bun:test'
import type { WorkspaceAccess } from '../../src/auth/authority.ts'
import { attemptOf } from '../../src/http/idempotency.ts'

interface Asked {
  readonly person?: string
  readonly operation?: string
  readonly content?: readonly (string | number | null)[]
}

function attempt(header: string | undefined, { person, operation, content }: Asked = {}) {
  const headers = header === undefined ? {} : { 'idempotency-key': header }
  const access = { caller: { personId: person ?? 'ada' } } as WorkspaceAccess
  const request = new Request('http://localhost', { headers })
  return attemptOf(request, access, operation ?? 'sendMessage', content ?? [1, 'Hello', null])
}

test.each([
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
  ['a|b', '"a|b"'],
  ['x'.repeat(255), `"${'x'.repeat(255)}"`],
])('%p is a key, and %p the same', (bare, quoted) => {
  expect(attempt(bare)).toEqual(attempt(quoted))
})

test.each([
  ['"with blanks, and; more"', 'with blanks, and; more'],
  ['"a \\"quoted\\" \\\\ word"', 'a "quoted" \\ word'],
])('%p is the key %p', (header, key) => {
  expect(attempt(header)?.key).toBe(key)
})

test.each([
  '',
  '""',
  '"open',
  'two words',
  'one, two',
  '"one", "two"',
  '"a";b=1',
  '"\\a"',
  'ä',
  'x'.repeat(256),
])('%p is refused', (header) => {
  expect(() => attempt(header)).toThrow('The Idempotency-Key must be')
})

test('without the header there is none', () => {
  expect(attempt(undefined)).toBeNull()
})

test('person and operation make the scope; key and content make the request', () => {
  const first = attempt('k')
  for (const other of [{ person: 'grace' }, { operation: 'other' }]) {
    expect(attempt('k', other)?.scope).not.toBe(first?.scope)
    expect(attempt('k', other)?.request).toBe(first?.request)
  }
  const contents = [
    [1, 'Hello', 2],
    [11, 'Hello', null],
    ['1', 'Hello', null],
    [1, null, 'Hello'],
    [1, 'Hello","', null],
  ]
  const others = [attempt('K'), ...contents.map((content) => attempt('k', { content }))]
  for (const other of others) expect(other?.scope).toBe(first?.scope ?? '')
  expect(new Set([first, ...others].map((one) => one?.request)).size).toBe(7)
})
