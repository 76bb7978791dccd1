import { afterAll, beforeAll, expect, test } from 'bun:test'
import { deafSocket } from '../harness/deaf-socket.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { follow } from '../harness/socket.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer({ liveTimings: { heartbeat: 250 } })
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

test('heartbeats carry the cursor, and whoever answers them stays', async () => {
  const room = await acme.room()
  const socket = await follow(server.url, acme.path, acme.ada.token)
  await acme.message(acme.ada, room)
  const { id } = await socket.next('message.created')
  await socket.next('heartbeat', ({ cursor }) => cursor === id)
  await socket.next('heartbeat')
  await socket.next('heartbeat')
  socket.close()
})

test('4408 for whoever answers none', async () => {
  const { socket, received } = await deafSocket(server.url, acme.path, acme.ada.token)
  await new Promise((resolve) => socket.once('close', resolve))
  // The last frame is the close: its code, and its reason in words.
  expect(received().subarray(-20)).toEqual(
    Buffer.concat([Buffer.from([0x88, 18, 0x11, 0x38]), Buffer.from('heartbeat_missed')]),
  )
})
