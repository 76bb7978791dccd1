import { describe, expect, test } from 'bun:test'
import { crashStates, type Log } from './crash-states.ts'
import { Disk } from './disk.ts'
import type { DiskEvent } from './disk-event.ts'
import type { Loss } from './loss.ts'
import { seeded } from './random.ts'

const create = (path: string): DiskEvent => ({ kind: 'open', path, create: true, truncate: false })
const write = (path: string, text: string, offset = 0): DiskEvent => ({
  kind: 'write',
  path,
  offset,
  data: new TextEncoder().encode(text),
})
const start = (path: string | null, id: number): DiskEvent => ({ kind: 'sync-start', path, id })
const end = (id: number, ok = true): DiskEvent => ({ kind: 'sync-end', id, ok })
let ids = 0
const sync = (path: string | null): DiskEvent[] => {
  ids += 1
  return [start(path, ids), end(ids)]
}

function diskAfter(events: readonly DiskEvent[]): Disk {
  const disk = new Disk()
  for (const event of events) disk.apply(event)
  return disk
}

function after(events: readonly DiskEvent[], loss: Loss): Record<string, string | null> {
  const found: Record<string, string | null> = {}
  for (const [path, content] of diskAfter(events).after(loss)) {
    found[path] = content && new TextDecoder().decode(content)
  }
  return found
}

/** All that random losses leave, each once. */
function outcomes(events: readonly DiskEvent[], seeds = 300): Record<string, string | null>[] {
  const found = new Map<string, Record<string, string | null>>()
  for (let seed = 0; seed < seeds; seed++) {
    const state = after(events, { random: seeded(seed) })
    found.set(JSON.stringify(state), state)
  }
  return [...found.values()]
}

describe('content', () => {
  const file = [create('a'), ...sync('')]

  test('is lost unless it was synced', () => {
    const events = [...file, write('a', 'one'), ...sync('a'), write('a', 'two', 3)]
    expect(after(events, 'drop-all-unsynced')).toEqual({ a: 'one' })
    expect(after(events, 'keep-all')).toEqual({ a: 'onetwo' })
  })

  test('written while a sync runs is not covered by it, nor is anything before it has ended', () => {
    const running = [...file, write('a', 'one'), start('a', 7), write('a', 'two', 3)]
    expect(after(running, 'drop-all-unsynced')).toEqual({ a: '' })
    expect(after([...running, end(7)], 'drop-all-unsynced')).toEqual({ a: 'one' })
  })

  test('is not safe after a sync that failed', () => {
    const events = [...file, write('a', 'one'), start('a', 7), end(7, false)]
    expect(after(events, 'drop-all-unsynced')).toEqual({ a: '' })
  })

  test('of every file is covered by a sync of the file system', () => {
    const events = [create('a'), write('a', 'one'), ...sync(null), create('b')]
    expect(after(events, 'drop-all-unsynced')).toEqual({ a: 'one' })
  })

  test('is torn between sectors, and only there', () => {
    const old = 'o'.repeat(2048)
    const events = [...file, write('a', old), ...sync('a'), write('a', 'n'.repeat(1000), 100)]
    const found = outcomes(events).map((state) => state['a'] ?? '')
    const sectors = found.map((text) => text.match(/[on]{512}/g) ?? [])
    const first = `${'o'.repeat(100)}${'n'.repeat(412)}`
    for (const sector of sectors) {
      expect(['o'.repeat(512), first]).toContain(sector[0] ?? '')
      expect(sector[3]).toBe('o'.repeat(512))
    }
    // Three sectors, each old or new.
    expect(new Set(found).size).toBe(8)
  })

  test('may be from before or after a truncation, never from both', () => {
    const events = [...file, write('a', 'old old'), ...sync('a')]
    events.push({ kind: 'truncate', path: 'a', size: 0 }, write('a', 'new', 8))
    const found = outcomes(events).map((state) => state['a'])
    expect(found.sort()).toEqual(['', '\0'.repeat(11), `${'\0'.repeat(8)}new`, 'old old'])
  })
})

describe('names', () => {
  test('are lost unless their directory was synced, even when the file was', () => {
    const events = [create('a'), write('a', 'one'), ...sync('a')]
    expect(after(events, 'drop-all-unsynced')).toEqual({})
    expect(after([...events, ...sync('')], 'drop-all-unsynced')).toEqual({ a: 'one' })
  })

  test('below a directory need that one and its parent', () => {
    const events = [{ kind: 'mkdir', path: 'd' } as const, create('d/a'), ...sync('d/a')]
    expect(after([...events, ...sync('d')], 'drop-all-unsynced')).toEqual({})
    expect(after([...events, ...sync('')], 'drop-all-unsynced')).toEqual({ d: null })
    const both = [...events, ...sync('d'), ...sync('')]
    expect(after(both, 'drop-all-unsynced')).toEqual({ d: null, 'd/a': '' })
  })

  test('that are renamed lead to the old file or to the new one', () => {
    const events = [
      ...[create('a'), write('a', 'old'), ...sync('a'), ...sync('')],
      ...[create('b'), write('b', 'new'), ...sync('b')],
      { kind: 'rename', path: 'b', to: 'a' } as const,
    ]
    const found = outcomes(events).map((state) => state['a'])
    expect(new Set(found)).toEqual(new Set(['old', 'new']))
    expect(after([...events, ...sync('')], 'drop-all-unsynced')).toEqual({ a: 'new' })
  })

  test('that were removed may come back until their directory is synced', () => {
    const events = [create('a'), ...sync(''), { kind: 'unlink', path: 'a' } as const]
    expect(outcomes(events)).toContainEqual({ a: '' })
    expect(outcomes(events)).toContainEqual({})
    expect(outcomes([...events, ...sync('')])).toEqual([{}])
  })

  test('that a later, synced change has overtaken stay overtaken', () => {
    const events: DiskEvent[] = [
      { kind: 'mkdir', path: 'd' },
      create('a'),
      ...sync(''),
      { kind: 'rename', path: 'a', to: 'd/a' },
      create('a'),
      ...sync(''),
    ]
    for (const state of outcomes(events)) expect(Object.keys(state)).toContain('a')
  })
})

test('what lay on the disk before is synced, and stays as it was given', () => {
  const content = Buffer.from('before')
  const disk = new Disk(new Map([['a', content]]))
  disk.apply(write('a', 'later'))
  expect(disk.after('keep-all').get('a')).toEqual(Buffer.from('latere'))
  expect(disk.after('drop-all-unsynced').get('a')).toEqual(Buffer.from('before'))
})

test('a state is the same however often it is restored', () => {
  const log: Log = {
    initial: new Map(),
    events: [create('a'), ...sync(''), write('a', 'x'.repeat(99_999))],
    marks: [],
    sent: [],
  }
  const [first] = [...crashStates(log, { at: [3], modes: [{ seed: 5, states: 1 }] })]
  const [second] = [...crashStates(log, { at: [3], modes: [{ seed: 5, states: 1 }] })]
  expect(first?.contents()).toEqual(second?.contents() ?? new Map())
  expect(first?.contents()).toEqual(first?.contents() ?? new Map())
})
