import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from '../../client/conclave.ts'
import type { Message } from '../../client/generated/types.ts'
import { saveEdit } from '../../src/web/composer/edit.ts'
import { readSnapshot } from '../../src/web/store/snapshot.ts'
import { WorkspaceStore } from '../../src/web/store/workspace-store.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

/* Answers that come when events have told of something newer already. */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

/** A room, and Ada's store of it, whose requests to write go through `write`. */
async function open(write: (send: () => Promise<Response>) => Promise<Response>) {
  const path = await acme.room([acme.grace])
  const room = Number(path.split('/').at(-1))
  const { id, token } = acme.ada
  const conclave = connect({
    url: server.url,
    token,
    fetch: (url, init) =>
      init.method === 'GET' ? fetch(url, init) : write(() => fetch(url, init)),
  })
  const store = new WorkspaceStore(conclave, await readSnapshot(conclave, 'acme'), id)
  const timeline = store.timelines.ofRoom(room)
  await timeline.openNewest()
  await until(() => store.connection.peek().phase === 'live')
  const shown = (content: string) =>
    timeline.messages.peek().find((message) => message.content === content)
  const read = async () => {
    const { messages } = await conclave.listMessages({ workspace: 'acme', room })
    return messages.toReversed()
  }
  return { path, room, store, timeline, shown, read }
}

test('a message that is sent again keeps the reactions and replies that it has by then', async () => {
  let sent = 0
  const { path, room, store, timeline, shown, read } = await open(async (send) => {
    const response = await send()
    sent += 1
    if (sent > 1) return response
    const { id } = (await response.json()) as Message
    await acme.grace.api('PUT', `${path}/messages/${id}/reactions/${encodeURIComponent('👍')}`)
    await acme.grace.api('POST', `${path}/messages`, { content: 'Yes', reply_to_id: id })
    await until(() => shown('Yes') !== undefined)
    throw new TypeError('the answer got lost')
  })
  store.outbox.add({ room, content: 'Shall we?', reply_to_id: null, file: null })
  await until(() => store.outbox.unsent.peek().length === 0)
  expect(sent).toBe(2)
  expect(shown('Shall we?')).toMatchObject({ reply_count: 1, reactions: [{ emoji: '👍' }] })
  expect(timeline.messages.peek()).toEqual(await read())
  store.close()
})

test('an edit that another one was faster than shows the other one', async () => {
  const { path, room, store, timeline, shown, read } = await open(async (send) => {
    await acme.ada.api('PATCH', message, { content: 'By the phone' })
    await until(() => shown('By the phone') !== undefined)
    return send()
  })
  const message = await acme.message(acme.ada, path, 'Before')
  await until(() => shown('Before') !== undefined)
  const edit = { id: shown('Before')?.id ?? 0, text: 'By the desk' }
  await saveEdit(store, room, 'room', edit)
  expect(store.drafts.of('room').peek().edit).toEqual(edit)
  expect(timeline.messages.peek()).toEqual(await read())
  store.close()
})

test('the answer to an edit takes no reaction away', async () => {
  const { path, room, store, timeline, shown, read } = await open(async (send) => {
    const response = await send()
    const reaction = `${message}/reactions/${encodeURIComponent('🎉')}`
    await acme.grace.api('PUT', reaction)
    await until(() => shown('After')?.reactions.length === 1)
    return response
  })
  const message = await acme.message(acme.ada, path, 'Before')
  await until(() => shown('Before') !== undefined)
  await saveEdit(store, room, 'room', { id: shown('Before')?.id ?? 0, text: 'After' })
  expect(timeline.messages.peek()).toEqual(await read())
  store.close()
})
