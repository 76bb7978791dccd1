import type { Browser } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { launch } from './browser.ts'
import { type Seat, seat, sizes } from './stage.ts'

/** A server with Ada and Grace on it, and a browser for both. */
export interface ChatScene {
  readonly server: TestServer
  readonly acme: Team
  /** A new group room with both in it. @returns its name, its address in the client and in the API */
  room(): Promise<{ readonly name: string; readonly path: string; readonly api: string }>
  sit(who: 'ada' | 'grace', path: string, size: keyof typeof sizes): Promise<Seat>
  /** Everybody leaves, after each test. */
  clear(): Promise<void>
  stop(): Promise<void>
}

export async function chatScene(): Promise<ChatScene> {
  const [browser, server]: [Browser, TestServer] = await Promise.all([launch(), startServer()])
  const acme = await team(server, 'acme')
  await acme.ada.api('PATCH', `${acme.path}/users/me`, { name: 'Ada Lovelace' })
  await acme.grace.api('PATCH', `${acme.path}/users/me`, { name: 'Grace Hopper' })
  let seats: Seat[] = []
  let rooms = 0
  return {
    server,
    acme,
    async room() {
      rooms += 1
      const name = `Room ${rooms}`
      const api = await acme.room([acme.grace], name)
      return { name, api, path: `/w/acme/r/${api.split('/').at(-1)}` }
    },
    async sit(who, path, size) {
      const one = await seat(browser, server, acme[who], sizes[size])
      seats.push(one)
      await one.go(path)
      return one
    },
    async clear() {
      await Promise.all(seats.map((one) => one.leave()))
      seats = []
    },
    async stop() {
      await browser.close()
      await server.stop()
    },
  }
}
