import { expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { CannotOpen } from '../../src/database/errors.ts'
import { type FileLock, lockFile } from '../../src/database/file-lock.ts'
import { otherProcesses } from './other-process.ts'
import { scratch } from './scratch.ts'

const here = scratch()
const start = otherProcesses()

function take(note: string): FileLock {
  const lock = lockFile(here.path('server.lock'), note)
  if ('holder' in lock) throw new Error(`held by ${lock.holder}`)
  return lock
}

test('a second process is refused and told who holds it', async () => {
  const lock = take('the test, on port 3000')
  const second = start('hold-file-lock.ts', here.path('server.lock'), 'second')
  expect(await second.line()).toBe('held by the test, on port 3000')
  const third = start('hold-file-lock.ts', here.path('server.lock'), 'third')
  expect(await third.line()).toBe('held by the test, on port 3000')
  lock.release()
})

test('the holder itself is refused too', () => {
  const lock = take('first')
  expect(lockFile(here.path('server.lock'), 'second')).toEqual({ holder: 'first' })
  // The refusal let go of nothing: POSIX locks of a process end with any close of the file.
  expect(lockFile(here.path('server.lock'), 'third')).toEqual({ holder: 'first' })
  lock.release()
})

test('a refusal in this process leaves the lock closed to others', async () => {
  const lock = take('first')
  lockFile(here.path('server.lock'), 'second')
  const other = start('hold-file-lock.ts', here.path('server.lock'), 'other')
  expect(await other.line()).toBe('held by first')
  lock.release()
})

test('releasing frees it, also twice', async () => {
  const lock = take('first')
  lock.release()
  lock.release()
  const second = start('hold-file-lock.ts', here.path('server.lock'), 'second')
  expect(await second.line()).toBe('taken')
  expect(() => take('third')).toThrow('held by second')
  expect(await second.finish()).toBe(0)
  take('third').release()
})

test('the death of the holder frees it', async () => {
  const other = start('hold-file-lock.ts', here.path('server.lock'), 'other')
  expect(await other.line()).toBe('taken')
  expect(() => take('first')).toThrow('held by other')
  await other.kill()
  take('first').release()
})

test('of many that come at once no two hold it', async () => {
  const path = here.path('server.lock')
  for (let round = 0; round < 3; round += 1) {
    const all = Array.from({ length: 4 }, (_, index) =>
      start('hold-file-lock.ts', path, `${round} ${index}`),
    )
    const lines = await Promise.all(all.map((one) => one.line()))
    expect(lines.filter((line) => line === 'taken')).toHaveLength(1)
    await Promise.all(all.map((one) => one.finish()))
  }
})

test('nobody is ever refused for its own sake', async () => {
  const path = here.path('server.lock')
  const [a, b] = [start('contend-for-lock.ts', path, 'a'), start('contend-for-lock.ts', path, 'b')]
  // Whoever is refused while the holder has not written its note yet hears of no name.
  expect(['', 'another process', 'another process b', 'b']).toContain(await a.line())
  expect(['', 'another process', 'a', 'a another process']).toContain(await b.line())
  await Promise.all([a.finish(), b.finish()])
})

test('a place where no file can be made is named', () => {
  mkdirSync(here.path('server.lock'))
  expect(() => lockFile(here.path('server.lock'), 'first')).toThrow(CannotOpen)
  expect(() => lockFile(here.path('missing/server.lock'), 'first')).toThrow(CannotOpen)
})
