import { afterEach, expect, test } from 'bun:test'
import { cleanUp, eventually, startServerProcess } from '../harness/process.ts'
import { openConnection } from '../harness/raw-connection.ts'

afterEach(cleanUp)

const REQUEST = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'

test('a connection that a proxy has kept for a minute still takes a request', async () => {
  const server = await startServerProcess()
  const connection = await openConnection(server.url)
  connection.write(REQUEST)
  await eventually(() => answers(connection.received()) === 1 || undefined)

  await Bun.sleep(61_000)
  connection.write(REQUEST)

  await eventually(() => answers(connection.received()) === 2 || undefined)
  expect((await server.stop()).status).toBe(0)
})

function answers(received: string): number {
  return received.split('{"status":"ok"}').length - 1
}
