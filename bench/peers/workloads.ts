import { join } from 'node:path'
import { type Distribution, drawer, mulberry32 } from '../data/popularity.ts'
import type { PlainRequest } from '../load/load.ts'
import { MESSAGE, writeRequests } from '../load/requests.ts'

/** What one workspace of the fleet has. */
export const SIZE = { people: 20, messages: 100, moreRooms: 9 } as const

export type Workload = 'get' | 'last50' | 'rooms' | 'search' | 'known' | 'check' | 'post' | 'mixed'

export const TITLES: Readonly<Record<Workload, string>> = {
  get: 'read one message',
  last50: 'last 50 with users',
  rooms: 'ten rooms with unread',
  search: 'search for a word',
  known: 'sign-in check',
  check: 'sign-in check',
  post: 'post',
  mixed: '60 get, 20 last 50, 10 rooms, 10 post',
}

/** Whose requests: ids of messages and rooms are of one workspace, or of the whole database. */
export interface Addressed {
  readonly ids: readonly string[]
  readonly token: string
  /** How much higher the ids of each further workspace are; 0 where each has its own. */
  readonly roomIds: number
  readonly messageIds: number
}

/** So many different requests, over and over. */
const LENGTH = 10_000

/** Writes the requests of a workload down, the same ones for every candidate. @returns the path */
export function listOf(
  directory: string,
  workload: Workload,
  distribution: Distribution,
  addressed: Addressed,
): string {
  const tenant = drawer(distribution, addressed.ids.length, 1)
  const random = mulberry32(2)
  const requests = Array.from({ length: LENGTH }, () =>
    requestFor(workload === 'mixed' ? mixed(random()) : workload, tenant(), random(), addressed),
  )
  const path = join(directory, `${workload}-${distribution}-${addressed.messageIds}`)
  writeRequests(path, requests)
  return path
}

/** One request of a workload to each workspace. @returns the path */
export function eachOnce(directory: string, workload: Workload, addressed: Addressed): string {
  const path = join(directory, `${workload}-each-${addressed.messageIds}`)
  // Of the mix what writes: reads have been seen before.
  const what = workload === 'mixed' ? 'post' : workload
  const requests = addressed.ids.map((_, tenant) => requestFor(what, tenant, 0, addressed))
  writeRequests(path, requests)
  return path
}

function mixed(number: number): Exclude<Workload, 'mixed'> {
  if (number < 0.6) return 'get'
  if (number < 0.8) return 'last50'
  return number < 0.9 ? 'rooms' : 'post'
}

/** @param number from 0 to 1: which of the messages or words */
export function requestFor(
  workload: Exclude<Workload, 'mixed'>,
  tenant: number,
  number: number,
  { ids, token, roomIds, messageIds }: Addressed,
): PlainRequest {
  const workspace = `/workspaces/${ids[tenant]}`
  const messages = `${workspace}/rooms/${1 + tenant * roomIds}/messages`
  const get = (path: string): PlainRequest => ({ method: 'GET', path, token })
  switch (workload) {
    case 'get':
      return get(`${messages}/${1 + Math.floor(number * SIZE.messages) + tenant * messageIds}`)
    case 'last50':
      return get(`${messages}?limit=50`)
    case 'rooms':
      return get(`${workspace}/rooms`)
    case 'search':
      return get(`${workspace}/search?q=ticket${Math.floor(number * 25)}`)
    case 'known':
    case 'check':
      return get(`${workspace}/${workload}`)
    case 'post':
      return { method: 'POST', path: messages, token, body: MESSAGE }
  }
}
