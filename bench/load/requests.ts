import { readFileSync, writeFileSync } from 'node:fs'
import { drawer, mixed, mulberry32 } from '../data/popularity.ts'
import type { FleetRequests, ListedRequests, PlainRequest } from './load.ts'

/** The bytes of requests, one after the other. */
export interface Requests {
  next(): string
  /** To be sent before, from the last one to the first. */
  readonly prefill: string[]
}

export const MESSAGE = JSON.stringify({
  content: 'the release goes out on friday if the last migration holds',
})

/** Between the requests of a list. No request has it: JSON escapes it. */
const SEPARATOR = '\x1e'

/** Writes down requests for {@link ListedRequests}: every candidate gets the same ones. */
export function writeRequests(list: string, requests: readonly PlainRequest[]): void {
  writeFileSync(list, requests.map((request) => http(request)).join(SEPARATOR))
}

export function requestsOf(requests: PlainRequest | FleetRequests | ListedRequests): Requests {
  if ('list' in requests) return listed(requests)
  return 'path' in requests ? plain(requests) : fleet(requests)
}

function plain(request: PlainRequest): Requests {
  if (request.keyed === true) return keyed(request)
  const text = http(request)
  return { next: () => text, prefill: [] }
}

function listed({ list, first }: ListedRequests): Requests {
  const texts = readRequests(list)
  let next = 0
  return {
    next() {
      next = (next + 1) % texts.length
      return texts[next] ?? ''
    },
    prefill: first === undefined ? [] : readRequests(first),
  }
}

function readRequests(list: string): string[] {
  return readFileSync(list, 'utf8').split(SEPARATOR)
}

function keyed(request: PlainRequest): Requests {
  const prefix = crypto.randomUUID()
  let count = 0
  return {
    next() {
      count += 1
      return http(request, `${prefix}${count}`)
    },
    prefill: [],
  }
}

function fleet({ ids, distribution, token, messages, prefill }: FleetRequests): Requests {
  const tenant = drawer(distribution, ids.length, 1)
  const operation = mixed(2)
  const random = mulberry32(3)
  const oneOf = (room: string) =>
    http({ method: 'GET', path: `${room}/${1 + Math.floor(random() * messages)}`, token })
  const roomOf = (id: string | undefined) => `/workspaces/${id}/rooms/1/messages`
  return {
    next() {
      const room = roomOf(ids[tenant()])
      switch (operation()) {
        case 'get':
          return oneOf(room)
        case 'last50':
          return http({ method: 'GET', path: `${room}?limit=50`, token })
        case 'post':
          return http({ method: 'POST', path: room, token, body: MESSAGE })
      }
    },
    prefill: ids.slice(0, prefill).map((id) => oneOf(roomOf(id))),
  }
}

function http({ method, path, token, cookie, body }: PlainRequest, key?: string): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1']
  if (token !== undefined) lines.push(`authorization: Bearer ${token}`)
  if (cookie !== undefined) lines.push(`cookie: ${cookie}`)
  if (key !== undefined) lines.push(`idempotency-key: ${key}`)
  if (body !== undefined) {
    lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}
