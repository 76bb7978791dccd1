import { expect, test } from 'bun:test'
import { parseTrace } from './parse-trace.ts'

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
const fd = (number: number, path: string) => `${number}<${hex(path)}>`
const parse = (lines: string[]) => parseTrace(lines, { directory: '/data', marks: '/aside/marks' })

test('a sync starts where its line begins, a write counts where its line ends', () => {
  const { events } = parse([
    `1 pwrite64(${fd(5, '/data/a')}, "${hex('one')}", 3, 100 <unfinished ...>`,
    `2 fdatasync(${fd(6, '/data/a')} <unfinished ...>`,
    '1 <... pwrite64 resumed>)            = 3',
    '2 <... fdatasync resumed>)           = 0',
  ])
  expect(events.map(({ kind }) => kind)).toEqual(['sync-start', 'write', 'sync-end'])
})

test('a mark counts where its line begins', () => {
  const { events, marks } = parse([
    `1 write(${fd(7, '/aside/marks')}, "${hex('safe')}", 4 <unfinished ...>`,
    `2 fsync(${fd(6, '/data/a')}) = 0`,
    '1 <... write resumed>)               = 4',
  ])
  expect(events.map(({ kind }) => kind)).toEqual(['mark', 'sync-start', 'sync-end'])
  expect(marks).toEqual([{ at: 1, text: 'safe' }])
})

test('what fails, happens elsewhere, or happens to -shm or to a removed file is left out', () => {
  const { events } = parse([
    `1 openat(AT_FDCWD<${hex('/data')}>, "${hex('a')}", O_RDWR|O_CREAT, 0644) = -1 EACCES (Permission denied)`,
    `1 pwrite64(${fd(5, '/database/a')}, "${hex('x')}", 1, 0) = 1`,
    `1 pwrite64(${fd(5, '/data/a-shm')}, "${hex('x')}", 1, 0) = 1`,
    `1 pwrite64(5<${hex('/data/a')}>(deleted), "${hex('x')}", 1, 0) = 1`,
    '1 --- SIGCHLD {si_signo=SIGCHLD} ---',
    '1 +++ exited with 0 +++',
  ])
  expect(events).toEqual([])
})

test('only what was written of a short write counts', () => {
  const { events } = parse([`1 pwrite64(${fd(5, '/data/a')}, "${hex('abcdef')}", 6, 8) = 4`])
  expect(events).toEqual([{ kind: 'write', path: 'a', offset: 8, data: Buffer.from('abcd') }])
})

test('names are taken relative to the directory that they were given with', () => {
  const at = (path: string) => `AT_FDCWD<${hex(path)}>`
  const { events } = parse([
    `1 openat(${fd(4, '/data/d')}, "${hex('a')}", O_WRONLY|O_CREAT|O_TRUNC, 0644) = ${fd(5, '/data/d/a')}`,
    `1 renameat2(${at('/data')}, "${hex('d/a')}", ${at('/data')}, "${hex('/data/b')}", 0) = 0`,
    `1 unlinkat(${fd(4, '/data')}, "${hex('d')}", AT_REMOVEDIR) = 0`,
  ])
  expect(events).toEqual([
    { kind: 'open', path: 'd/a', create: true, truncate: true },
    { kind: 'rename', path: 'd/a', to: 'b' },
    { kind: 'rmdir', path: 'd' },
  ])
})

test('a writable shared mapping and io_uring are refused', () => {
  const mapping = `1 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, ${fd(5, '/data/a')}, 0) = 0x7f0000000000`
  expect(() => parse([mapping])).toThrow('mmap')
  expect(parse([mapping.replace(hex('/data/a'), hex('/data/a-shm'))]).events).toEqual([])
  expect(() => parse(['1 io_uring_setup(8, {flags=0}) = 5'])).toThrow('io_uring')
})
