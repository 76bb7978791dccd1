import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import { type Conclave, connect } from '../../../client/conclave.ts'
import type { EventRow } from '../../../src/models/rows.ts'
import { DEVICES, type Device, type DeviceKind } from './devices.ts'
import { fetchAnew } from './fetch-anew.ts'
import type { Host } from './host.ts'
import type { Workspace } from './scene.ts'

/** Somebody in a workspace, with all their devices. */
export interface Figure {
  readonly username: string
  readonly conclave: Conclave
  readonly devices: readonly Device[]
  /** Who they are there; a workspace that was put back may know them as somebody else. */
  userId: string
}

export interface MessageOfRoom {
  readonly room: number
  readonly id: number
}

/** A workspace, and what a history has made in it so far. */
export interface Place {
  readonly id: string
  readonly slug: string
  readonly figures: readonly Figure[]
  readonly rooms: number[]
  readonly messages: MessageOfRoom[]
  /** Each log that it had, by its epoch. */
  readonly logs: Map<string, readonly EventRow[]>
  backup: string | undefined
}

/** Two devices of one person are of different kinds. */
const KINDS: readonly (readonly DeviceKind[])[] = [
  ['client', 'stream'],
  ['socket', 'client'],
  ['stream'],
  ['client'],
]

export async function placeAt({ url }: Host, { id, slug, people }: Workspace): Promise<Place> {
  const figures = await Promise.all(
    people.map(async ({ token, username }, index): Promise<Figure> => {
      const conclave = connect({ url, token, retries: 0, fetch: fetchAnew })
      const me = await conclave.getUser({ workspace: slug, user: 'me' })
      const following = { url, token, workspace: slug }
      const devices = (KINDS[index] ?? []).map((kind) => DEVICES[kind](following))
      return { username, conclave, devices, userId: me.id }
    }),
  )
  return { id, slug, figures, rooms: [], messages: [], logs: new Map(), backup: undefined }
}

/** Keeps the log as it is now, with what was pruned before: it may be another one soon. */
export async function keepLog({ dataDir }: Host, place: Place): Promise<void> {
  const [owner] = place.figures
  const { cursor } = (await owner?.conclave.getSnapshot({ workspace: place.slug })) ?? {}
  const epoch = cursor?.split('.')[0] ?? ''
  const path = join(dataDir, place.id.slice(0, 2), place.id, 'workspace.db')
  const database = new Database(path, { readwrite: true, create: false, strict: true })
  try {
    const rows = database.query<EventRow, []>('SELECT * FROM events ORDER BY seq').all()
    const first = rows[0]?.seq ?? 1
    const last = place.logs.get(epoch) ?? [...place.logs.values()].at(-1) ?? []
    place.logs.set(epoch, [...last.filter(({ seq }) => seq < first), ...rows])
  } finally {
    database.close(true)
  }
}
