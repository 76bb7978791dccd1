import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { indexMessages } from '../../../src/models/search/index-messages.ts'
import { parseQuery } from '../../../src/models/search/parse-query.ts'
import type { WorkspaceDatabase } from '../../../src/workspace-database.ts'
import { scratchWorkspace } from '../scratch-workspace.ts'

const workspace = scratchWorkspace()

interface Chat {
  readonly db: WorkspaceDatabase
  readonly general: number
  readonly design: number
  say(content: string, more?: Said): number
  find(text: string, who?: string): readonly number[]
}

interface Said {
  readonly room?: number
  readonly by?: string
  readonly type?: 'text' | 'image' | 'file'
  readonly at?: string
}

/** Ada is in both rooms, Grace in General only. */
function chat(): Chat {
  const db = workspace()
  for (const id of ['ada', 'grace']) db.users.create({ id, username: id })
  const general = db.rooms.create({ name: 'General', type: 'group' }).id
  const design = db.rooms.create({ name: 'All of Design', type: 'group' }).id
  for (const room of [general, design]) db.roomMembers.addMember(room, 'ada')
  db.roomMembers.addMember(general, 'grace')
  return {
    db,
    general,
    design,
    say(content, { room = general, by = 'ada', type = 'text', at } = {}) {
      const message = { room_id: room, user_id: by, content, type }
      return db.messages.create(at === undefined ? message : { ...message, created_at: at }).id
    },
    find(text, userId = 'ada') {
      return db.search.find({ query: parseQuery(text), userId, before: null, limit: 100 }).ids
    },
  }
}

/** Takes into the index what still waits for it. */
function index({ sql }: WorkspaceDatabase): void {
  sql.prepare('UPDATE search_state SET through = (SELECT max(id) FROM messages)').run()
}

/** The words that the index holds, whatever they belong to. */
function indexed({ sql }: WorkspaceDatabase): string {
  const blocks = sql.prepare<{ block: Uint8Array }>('SELECT block FROM message_search_data').all()
  return blocks.map(({ block }) => new TextDecoder('latin1').decode(block)).join()
}

const TEXTS = [
  'Crème BRÛLÉE at the café, e-mail me',
  'cafe\u0301 au lait, İstanbul, Ångström, naïve',
  '今天天气很好，我们去公园吧。',
  '東京タワーへ行きました Tokyo東京v2',
  '학교에 간다, 한국어',
  'Привет, ёлка! Привет ещё раз',
  'ภาษาไทยสวยงาม',
  'hello🤔there 👍🏽 done ❤️ fine 🫠🫠',
  'ΟΔΟΣ οδός हिन्दी में',
  '𠀀𠀁𠀂 rare',
  '"quotes" OR (NEAR) AND: words:all * ^ -minus',
  '…',
  `${'天'.repeat(200)}地`,
  'Μῆνιν ἄειδε θεὰ Πηληϊάδεω Ἀχιλῆος, το σπίτι 👍',
  'Μο\u0438\u0306 Ї\u0301жак, й\u0308',
  'মানুষ হয়, लड़का',
]

/** What finds which of the texts above, by their place. */
const FINDS: Readonly<Record<string, readonly number[]>> = {
  creme: [0],
  'BRULEE café': [0],
  cafe: [1, 0],
  'e-mail': [0],
  istanbul: [1],
  'angstrom naive': [1],
  天气: [2],
  气: [2],
  公园: [2],
  天好: [],
  '天气 公园': [2],
  東京: [3],
  タワー: [3],
  京v2: [3],
  학교: [4],
  국어: [4],
  привет: [5],
  прив: [],
  'прив*': [5],
  '"привет еще"': [5],
  '"привет ещё"': [5],
  елка: [5],
  สวย: [6],
  hello: [7],
  there: [7],
  '"there done fine"': [7],
  हिन्दी: [8],
  οδος: [8],
  𠀁𠀂: [9],
  𠀁: [9],
  'near words:all': [10],
  '"or near and"': [10],
  天地: [12],
  'μηνιν αειδε θεα πηληιαδεω αχιληος': [13],
  'το ΣΠΊΤΙ': [13],
  ἀχιλῆος: [13],
  іжак: [14],
  हय: [],
  হয়: [15],
  लड़का: [15],
}

describe('words', () => {
  for (const where of ['in the index', 'that are not in it yet'] as const) {
    test(`${where} are found without accents, in every script`, () => {
      const { db, say, find } = chat()
      const ids = TEXTS.map((text) => say(text))
      if (where === 'in the index') index(db)
      for (const [text, places] of Object.entries(FINDS)) {
        const expected = places.map((place) => ids[place] ?? 0)
        expect([text, find(text)]).toEqual([text, expected])
      }
    })
  }

  test('are found by their bare letters, whichever accents they have', () => {
    const { db, say, find } = chat()
    const letters = Array.from({ length: 0x2000 }, (_, code) => String.fromCodePoint(code)).filter(
      (letter) => /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(letter),
    )
    const accented = letters.filter((letter) => /\p{L}\p{Mn}/u.test(letter.normalize('NFD')))
    expect(accented.length).toBeGreaterThan(700)
    const ids = accented.map((letter) => say(`x${letter}y x${letter.normalize('NFD')}y`))
    index(db)
    for (const [at, letter] of accented.entries()) {
      const bare = letter.normalize('NFD').replace(/\p{Mn}/gu, '')
      const missing = [letter, letter.normalize('NFD'), bare].filter(
        (one) => !find(`"x${one}y x${one}y"`).includes(ids[at] ?? 0),
      )
      expect([letter, missing]).toEqual([letter, []])
    }
  })

  test('with nothing to search for find nothing', () => {
    const { say, find } = chat()
    say('👍')
    expect([find('👍'), find('"" * -')]).toEqual([[], []])
  })

  test('are found the same in the index and behind it, whatever is written and asked', () => {
    const { db, say, find } = chat()
    const piece = fc.constantFrom(
      ...['a', 'ab', 'Åb', 'b', 'é', '天', '地', '天地', 'ア', '가', 'ñ', 'й', 'x1', '1'],
      ...['ё', 'Й', 'и', 'и\u0306', 'ά', 'ΐ', 'ἄ', 'α', 'Σ', 'ς', 'ǽ', 'ড়', 'क़', '\u0345'],
      ...[' ', ' ', ' ', '-', '"', '*', ':', '👍', 'e\u0301', '(', 'OR', 'in:', 'from:ada', '-a'],
    )
    const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), text, (contents, query) => {
        const ids = contents.map((content) => say(content))
        const behind = find(query).filter((id) => ids.includes(id))
        index(db)
        const found = find(query).filter((id) => ids.includes(id))
        expect(found).toEqual(behind)
        for (const id of ids) db.messages.softDelete(id)
      }),
      { numRuns: 200 },
    )
  })
})

describe('only what the caller may read', () => {
  test('is found', () => {
    const { db, design, say, find } = chat()
    const here = say('release')
    const there = say('release', { room: design })
    for (const turn of ['behind the index', 'in the index']) {
      expect([turn, find('release'), find('release', 'grace')]).toEqual([
        turn,
        [there, here],
        [here],
      ])
      expect(find(`release in:${design}`, 'grace')).toEqual([])
      expect(find('release in:"all of design"', 'grace')).toEqual([])
      index(db)
    }
    db.roomMembers.remove(design, 'ada')
    expect([find('release'), find('release', 'nobody')]).toEqual([[here], []])
    expect(db.search.ofIds([there, here], 'ada')).toMatchObject([{ id: here, username: 'ada' }])
  })

  test('is found also by who is in many rooms', () => {
    const { db, design, say, find } = chat()
    for (let more = 0; more < 60; more += 1) {
      const { id } = db.rooms.create({ name: `Room ${more}`, type: 'group' })
      db.roomMembers.addMember(id, 'grace')
      say('release', { room: id, by: 'grace' })
    }
    const hidden = say('release', { room: design })
    index(db)
    expect(find('release', 'grace')).toHaveLength(60)
    expect(find('release', 'grace')).not.toContain(hidden)
  })
})

test('filters tell authors, rooms, attachments and days apart', () => {
  const { db, design, general, say, find } = chat()
  const first = say('plan', { at: '2026-02-27 23:59:59.999' })
  const image = say('plan', { by: 'grace', type: 'image', at: '2026-02-28 00:00:00.000' })
  const file = say('plan', { type: 'file', room: design, at: '2026-02-28 12:00:00.000' })
  // Written down later than what came after it.
  const late = say('plan b', { by: 'grace', at: '2026-01-01 08:00:00.000' })
  const expected: Readonly<Record<string, readonly number[]>> = {
    'from:ada': [file, first],
    'plan from:@GRACE': [late, image],
    'from:ada from:grace': [late, file, image, first],
    '-from:me': [late, image],
    'from:nobody': [],
    '-from:nobody': [late, file, image, first],
    [`in:${design}`]: [file],
    'in:"All of Design"': [file],
    'in:#general plan': [late, image, first],
    [`-in:${general}`]: [file],
    'in:elsewhere': [],
    'has:file': [file, image],
    'has:image': [image],
    '-has:file': [late, first],
    'before:2026-02-28': [late, first],
    'after:2026-02-27': [file, image],
    'on:2026-02-28': [file, image],
    'on:2026-02-27 plan': [first],
    'after:2026-01-01 before:2026-02-28': [first],
    'before:1999-12-31': [],
    'after:2030-01-01': [],
    'plan -b': [file, image, first],
    '-plan': [],
    '-b': [file, image, first],
  }
  for (const turn of ['behind the index', 'in the index']) {
    for (const [text, ids] of Object.entries(expected)) {
      expect([turn, text, find(text)]).toEqual([turn, text, ids])
    }
    index(db)
  }
})

describe('the index', () => {
  test('takes new messages in when it is told to, in portions, and all are found meanwhile', () => {
    const { db, say, find } = chat()
    const ids = Array.from({ length: 100 }, (_, n) => say(`number ${n}`))
    for (const [span, more] of [
      [40, true],
      [80, true],
      [100, false],
    ] as const) {
      expect(find('number')).toEqual(ids.toReversed())
      expect(db.sql.transaction(() => indexMessages(db.sql, 40))).toBe(more)
      expect(db.search.span()).toBe(ids[span - 1] ?? 0)
    }
    expect(find('number')).toEqual(ids.toReversed())
    expect(db.sql.transaction(() => indexMessages(db.sql, 40))).toBe(false)
  })

  test('takes them in by itself where nobody does', () => {
    const { db, say, find } = chat()
    const ids = db.sql.transaction(() => Array.from({ length: 4_500 }, (_, n) => say(`n${n}`)))
    const waiting = (ids.at(-1) ?? 0) - db.search.span()
    expect(db.search.span()).toBeGreaterThan(400)
    expect(waiting).toBeLessThanOrEqual(4_096)
    expect([find('n0'), find('n4499')]).toEqual([[ids[0] ?? 0], [ids[4_499] ?? 0]])
  })

  test('goes on behind a gap in the ids', () => {
    const { db, general, say, find } = chat()
    const insert = db.sql.prepare(
      "INSERT INTO messages (id, room_id, user_id, content) VALUES (?, ?, 'ada', ?)",
    )
    const first = say('before the gap')
    insert.run(1_000_000, general, 'far behind it')
    expect(db.search.span()).toBe(1_000_000)
    insert.run(500_000, general, 'within the gap')
    expect(indexed(db)).toMatch(/within/)
    expect(find('gap')).toEqual([500_000, first])
  })

  test('follows edits and deletions in the same unit, and keeps none of their words', () => {
    const { db, say, find } = chat()
    const edited = say('sesquipedalian words')
    const deleted = say('antediluvian words')
    const gone = say('brobdingnagian words')
    index(db)
    expect(indexed(db)).toMatch(/sesquipedalian/)
    try {
      db.sql.transaction(() => {
        db.messages.edit(edited, 'taken back')
        expect(find('sesquipedalian')).toEqual([])
        throw new Error('undone')
      })
    } catch {
      expect(find('sesquipedalian')).toEqual([edited])
    }
    db.messages.edit(edited, 'plain words')
    db.messages.softDelete(deleted)
    db.sql.prepare('DELETE FROM messages WHERE id = ?').run(gone)
    expect(find('words')).toEqual([edited])
    expect(find('plain')).toEqual([edited])
    expect([find('sesquipedalian'), find('antediluvian'), find('on:1999-01-01')]).toEqual([
      [],
      [],
      [],
    ])
    expect(indexed(db)).not.toMatch(/sesqui|ante|brobd/)
  })

  test('has the names of files with what was written about them', async () => {
    const { db, general, say, find } = chat()
    const upload = (name: string) =>
      db.files.create({
        ...{ user_id: 'ada', name, media_type: 'text/plain', bytes: 1, sha256: name },
        ...{ width: null, height: null },
      }).id
    const show = (content: string, file_id: string) =>
      db.messages.create({ room_id: general, user_id: 'ada', content, type: 'file', file_id }).id
    const report = upload('Jahresbericht_été-2026.pdf')
    const one = show('', report)
    const two = show('the second', report)
    const other = show('other', upload('other.txt'))
    say('jahresbericht')
    for (const turn of ['behind the index', 'in the index']) {
      expect([turn, find('jahresbericht 2026'), find('ete pdf has:file')]).toEqual([
        turn,
        [two, one],
        [two, one],
      ])
      expect(find('second jahres*')).toEqual([two])
      index(db)
    }
    await db.updateTable('files').set({ name: 'renamed.txt' }).where('id', '=', report).execute()
    expect([find('ete'), find('renamed'), find('txt')]).toEqual([[], [two, one], [other, two, one]])
    await db.updateTable('messages').set({ file_id: null }).where('id', '=', two).execute()
    expect([find('renamed'), find('second')]).toEqual([[one], [two]])
    db.messages.softDelete(one)
    expect(find('renamed')).toEqual([])
    db.sql.prepare('DELETE FROM messages WHERE id = ?').run(other)
    expect(find('txt')).toEqual([])
    expect(indexed(db)).not.toMatch(/ete|renamed|txt|other/)
  })

  test('follows what goes with a room, and what is written past the models', async () => {
    const { db, design, say, find } = chat()
    say('in design', { room: design })
    const kept = say('in general')
    index(db)
    db.rooms.delete(design)
    expect(find('in')).toEqual([kept])
    expect(indexed(db)).not.toMatch(/desi/)
    await db
      .updateTable('messages')
      .set({ content: 'elsewhere 天气' })
      .where('id', '=', kept)
      .execute()
    await db
      .insertInto('messages')
      .values({ id: 2_000, room_id: 1, user_id: 'ada', content: 'far' })
      .execute()
    await db
      .insertInto('messages')
      .values({ id: 1_000, room_id: 1, user_id: 'ada', content: 'far' })
      .execute()
    expect([find('天气'), find('in'), find('far')]).toEqual([[kept], [], [2_000, 1_000]])
  })

  test('holds no notices', () => {
    const { db, general, find } = chat()
    db.sql
      .prepare(`INSERT INTO messages (room_id, content, notice) VALUES (?, 'joined', '{}')`)
      .run(general)
    expect(find('joined')).toEqual([])
    index(db)
    expect(find('joined')).toEqual([])
  })
})

describe('pages', () => {
  test('lead through all that is found, newest first', () => {
    const { db, say } = chat()
    const ids = Array.from({ length: 75 }, () => say('again'))
    const seen: number[] = []
    const query = parseQuery('again')
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; ) {
      const page = db.search.find({ query, userId: 'ada', before, limit: 10 })
      seen.push(...page.ids)
      before = page.next
    }
    expect(seen).toEqual(ids.toReversed())
  })

  test('are left off when time is up, and go on where they were', () => {
    const { db, say } = chat()
    const wanted = say('needle')
    db.sql.prepare('INSERT INTO messages (id, room_id, content) VALUES (500000, 1, ?)').run('hay')
    index(db)
    const query = parseQuery('needle')
    const ask = (before: number | null, spent: boolean) =>
      db.search.find({ query, userId: 'ada', before, limit: 10 }, () => spent)
    const first = ask(null, true)
    expect(first.ids).toEqual([])
    expect(first.next).toBeGreaterThan(wanted)
    expect(ask(first.next, false)).toEqual({ ids: [wanted], next: null })
  })
})
