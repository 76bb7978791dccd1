import { expect, test } from 'bun:test'
import { idempotencyKey, requestHash } from '../../src/http/idempotency.ts'

function keyOf(header?: string): string | null {
  const headers = header === undefined ? {} : { 'idempotency-key': header }
  return idempotencyKey(new Request('http://localhost', { headers }))
}

test.each([
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"with blanks, and; more"', 'with blanks, and; more'],
  ['"a \\"quoted\\" \\\\ word"', 'a "quoted" \\ word'],
  ['x'.repeat(255), 'x'.repeat(255)],
])('%p is the key %p', (header, key) => {
  expect(keyOf(header)).toBe(key)
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
  expect(() => keyOf(header)).toThrow('The Idempotency-Key must be')
})

test('without the header there is none', () => {
  expect(keyOf()).toBeNull()
})

test('a hash differs wherever the request does, and says nothing of it', () => {
  const requests = [
    [1, 'a', null],
    [1, 'a', 2],
    [12, 'a', null],
    [1, 'a","b', null],
    ['1', 'a', null],
    [1, null, 'a'],
  ]
  const hashes = requests.map((parts) => requestHash(...parts))
  expect(new Set(hashes).size).toBe(requests.length)
  for (const hash of hashes) expect(hash).toMatch(/^[\w-]{43}$/)
  expect(requestHash(1, 'a', null)).toBe(hashes[0] ?? '')
})
