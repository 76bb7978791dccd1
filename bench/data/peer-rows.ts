import { join } from 'node:path'
import { hashToken } from '../../src/auth/token-secret.ts'
import { Connection } from '../../src/database/connection.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import type { Fleet } from './fleet.ts'

/** What the databases of the peers are filled from: the rows of one workspace, and who has copies of it. */
export interface PeerRows {
  /** The workspaces; the nth gets ids that are n times {@link roomIds} and {@link messageIds} higher. */
  readonly tenants: readonly { readonly number: number; readonly id: string }[]
  /** JSON of the rows, each an array of objects. */
  readonly users: string
  readonly rooms: string
  readonly members: string
  readonly messages: string
  readonly roomIds: number
  readonly messageIds: number
  readonly person: string
  readonly tokenHash: string
}

/** @param fleet whose files nobody has written to yet */
export function peerRows({ dataDir, ids, authId, token }: Fleet): PeerRows {
  const path = new DataDirectory(dataDir).database(ids[0] ?? '')
  const connection = new Connection(path)
  const all = (table: string) => connection.query(`SELECT * FROM ${table}`, []).rows
  try {
    const rooms = all('rooms')
    const messages = all('messages')
    return {
      tenants: ids.map((id, number) => ({ number, id })),
      users: JSON.stringify(all('users')),
      rooms: JSON.stringify(rooms),
      members: JSON.stringify(all('room_members')),
      messages: JSON.stringify(messages),
      roomIds: rooms.length,
      messageIds: messages.length,
      person: authId,
      tokenHash: hashToken(token),
    }
  } finally {
    connection.close()
  }
}

/** Where the one file of all workspaces lies. */
export function sharedFileIn(directory: string): string {
  return join(directory, 'shared.db')
}
