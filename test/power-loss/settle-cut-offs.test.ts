import { expect, test } from 'bun:test'
import { parseTrace } from './parse-trace.ts'
import { differences, settleCutOffs } from './settle-cut-offs.ts'

const hex = (bytes: Uint8Array | string) =>
  [...Buffer.from(bytes)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

/** A process that was killed while it wrote two pages and while it removed a file. */
function killed() {
  const data = new Uint8Array(8192).fill(7)
  const { cutOff, ...parsed } = parseTrace(
    [
      `1 pwrite64(5<${hex('/data/a')}>, "${hex(data)}", 8192, 4096 <unfinished ...>`,
      `2 unlink("${hex('/data/b')}") = ?`,
      '1 <... pwrite64 resumed>)            = ?',
      '1 +++ killed by SIGKILL +++',
    ],
    { directory: '/data', marks: '/aside/marks' },
  )
  const initial = new Map([
    ['a', new Uint8Array(4096)],
    ['b', new Uint8Array(1)],
  ])
  return { log: { initial, ...parsed }, cutOff }
}

test.each([0, 1, 2])('of a write that a kill cut off %d pages are there', (pages) => {
  for (const removed of [true, false]) {
    const { log, cutOff } = killed()
    const a = new Uint8Array(4096 * (1 + pages)).fill(7, 4096)
    const real = new Map([['a', a], ...(removed ? [] : [['b', new Uint8Array(1)] as const])])
    settleCutOffs(log, cutOff, real)
    expect(differences(log, real)).toEqual([])
  }
})

test('what else escaped the record is still found', () => {
  const { log, cutOff } = killed()
  const real = new Map([['a', new Uint8Array(4096).fill(9)]])
  settleCutOffs(log, cutOff, real)
  expect(differences(log, real)).toEqual(['a'])
})
