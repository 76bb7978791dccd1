import { expect, test } from 'bun:test'
import { indexMessages } from '../../src/models/search/index-messages.ts'
import { parseQuery } from '../../src/models/search/parse-query.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()
/** As many as the classes declare; a new statement is called below and counted here. */
const MODEL_STATEMENTS = 112

/** Calls whatever the models can do, so that each of their statements has been prepared. */
function callEverything(): void {
  const {
    users,
    rooms,
    roomList,
    roomMembers,
    readMarkers,
    notices,
    messages,
    revisions,
    mentions,
    reactions,
    files,
    contents,
    idempotencyKeys,
    expiry,
    search,
    events,
    sql,
  } = workspace()
  const ada = users.create({ id: 'ada', auth_id: 'person', email: 'ada@example.com' }).id
  users.create({ id: 'grace', username: 'grace' })
  users.findById(ada)
  users.findByEmail('ada@example.com')
  users.findByAuthId('person')
  users.list({ after: null, limit: 1 })
  users.update(ada, { name: 'Ada' })

  const room = rooms.create({ name: 'General', type: 'group' }).id
  rooms.createDirectRoom(ada, 'grace')
  rooms.findById(room)
  rooms.findUserRooms(ada)
  roomList.page(ada, null, 1)
  roomList.page(ada, { last_said_id: 1, id: 1 }, 1)
  roomList.toJoin(ada, null, 1)
  rooms.update(room, { name: 'All' })

  roomMembers.addMember(room, ada)
  roomMembers.isMember(room, ada)
  roomMembers.membersAmong(room, [])
  roomMembers.membersAmong(room, [ada, 'grace'])
  roomMembers.find(room, ada)
  roomMembers.findByAuthId(room, 'person')
  roomMembers.getRoomMembers(room)
  roomMembers.pageOfRoom(room, { after: null, limit: 1 })
  roomMembers.updateRole(room, ada, 'admin')
  roomMembers.findAll([{ room_id: room, user_id: ada }])
  readMarkers.findAll([{ room_id: room, user_id: ada }])
  rooms.findAll([room])
  users.findAll([ada])
  roomMembers.hasAnotherAdmin(room, ada)
  readMarkers.read(room, ada, 1)
  readMarkers.ofRoom(room, ada)
  readMarkers.total(ada)
  notices.add(room, ada, { event: 'member_joined' })

  const { id } = messages.create({ room_id: room, user_id: ada, content: 'x' })
  messages.findById(id)
  messages.findInRoom(room, id)
  messages.findInRoomWithUser(room, id)
  messages.findAllWithUsers([id])
  messages.findByRoom(room)
  messages.findByRoomWithUsers(room)
  messages.ofRoom.around(room, id, 3)
  messages.ofRoom.hasBefore(room, id)
  messages.ofRoom.hasAfter(room, id)
  const { id: reply } = messages.create({
    room_id: room,
    user_id: ada,
    content: 'y',
    reply_to_id: id,
  })
  messages.repliesTo.around(id, reply, 3)
  messages.repliesTo.hasBefore(id, reply)
  messages.repliesTo.hasAfter(id, reply)
  for (let edit = 0; edit < 102; edit += 1) messages.edit(id, `y ${edit}`)
  const edited = messages.findById(id)
  if (edited) revisions.page(edited, null, 3)
  roomMembers.addMember(room, 'grace')
  messages.edit(id, '@grace and @room')
  mentions.ofMessages([id])
  mentions.page('grace', null, 3)
  const message = messages.findById(id)
  if (message) {
    for (const userId of [ada, 'grace']) reactions.add(message, '👍', userId)
    reactions.ofMessages([id], ada)
    reactions.users(id, '👍', '', 3)
    for (const userId of [ada, 'grace']) reactions.remove(message, '👍', userId)
  }
  const upload = files.create({
    user_id: ada,
    name: 'x',
    media_type: 'text/plain',
    bytes: 1,
    sha256: 'a',
    width: null,
    height: null,
  })
  files.countUnattached(ada)
  files.deleteUnattached('none')
  files.findReadable(upload.id, ada)
  files.byId([upload.id])
  messages.create({ room_id: room, user_id: ada, content: '', type: 'file', file_id: upload.id })
  contents.announce('a')
  contents.unused()
  contents.expire()
  contents.isDue()
  expect(contents.bytes).toBe(1)
  messages.softDelete(id)
  for (let key = 0; key < 16; key += 1) {
    const attempt = { key: `${key}`, scope: '', request: '' }
    idempotencyKeys.remember(attempt, id, '2026-03-01 09:30:00.000')
    idempotencyKeys.find(attempt)
  }
  messages.lastId()
  expiry.deleteSome('9999', 0)
  const query = parseQuery('y from:grace after:2026-01-01 before:2030-01-01')
  search.find({ query, userId: ada, before: null, limit: 3 })
  indexMessages(sql, 100)
  search.find({ query, userId: ada, before: null, limit: 3 })
  search.ofIds([id], ada)

  for (let event = 0; event < 64; event += 1) events.append('workspace.updated')
  events.since(0, 1)
  events.check(events.cursor())

  roomMembers.remove(room, ada)
  rooms.delete(room)
  rooms.hasRemains()
  rooms.deleteRemains()
}

function statements(): string[] {
  return workspace()
    .statistics()
    .statements.map(({ sql }) => sql)
}

function plan(sql: string): string[] {
  const rows = workspace().sql.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all()
  return rows.map(({ detail }) => detail)
}

/** The statements that the models prepared at their first use, and not at opening. */
function statementsOfModels(): string[] {
  const atOpen = new Set(statements())
  callEverything()
  return statements().filter((sql) => !atOpen.has(sql))
}

test('opening prepares nothing for the models; each statement is prepared at its first use', () => {
  expect(statementsOfModels()).toHaveLength(MODEL_STATEMENTS)
})

test('no statement of the models reads a whole table or sorts one', () => {
  const slow = statementsOfModels()
    // The plan of an INSERT into a parent table shows the search for children with an open
    // violation. It runs only while there is one (https://sqlite.org/foreignkeys.html#fk_deferred).
    .filter((sql) => !sql.startsWith('INSERT INTO users'))
    .flatMap((sql) => plan(sql).map((detail) => `${detail}: ${sql}`))
    .filter((line) => /^(SCAN|USE TEMP B-TREE)/.test(line))
    // The list of ids that came as a parameter.
    .filter((line) => !line.startsWith('SCAN page VIRTUAL TABLE'))
    // A table of one row.
    .filter((line) => !/^SCAN (files_total|event_log):/.test(line))
    // The first few by their key.
    .filter((line) => !/^SCAN events: DELETE FROM events WHERE seq < /.test(line))
    // A search in the index, between two ids; the rest is looked up by them.
    .filter((line) => !line.startsWith('SCAN found VIRTUAL TABLE INDEX 192:M2><'))
    // What a subquery has found, by an index: each has its own line.
    .filter((line) => !/^SCAN \(subquery-\d+\)/.test(line))
    // The rooms of one person, of which the page is sorted out, and then gone through.
    .filter(
      (line) => !/^(USE TEMP B-TREE FOR ORDER BY|SCAN page):\s+SELECT r\.\*, m\.role/.test(line),
    )
    // A SELECT without a table of its own.
    .filter((line) => !line.startsWith('SCAN CONSTANT ROW'))
  expect(slow).toEqual([])
})

test('no SELECT with a join or a limit has a parameter that makes SQLite compile it again', () => {
  const recompiled = statementsOfModels()
    .filter((sql) => /\b(JOIN|LIMIT)\b/.test(sql))
    .filter((sql) => /(?<!\+)\?/.test(sql))
  expect(recompiled).toEqual([])
})
