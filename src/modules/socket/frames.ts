import { UNREADABLE } from '../../realtime/close-codes.ts'
import type { SocketConnection } from './connection.ts'
import type { ClientFrame } from './parse-frame.ts'

type FrameHandler = (connection: SocketConnection, frame: ClientFrame) => void

/** The longest secret that is looked up: ours have 47 characters, a session 64. */
const LONGEST_SECRET = 512
/** An epoch, a dot and a number. */
const LONGEST_CURSOR = 40

/** What a client may say, by its type. */
export const FRAMES: ReadonlyMap<string, FrameHandler> = new Map<string, FrameHandler>([
  ['authenticate', authenticate],
  ['resume', resume],
  ['typing', typing],
  // That it came is all there is to it.
  ['heartbeat', () => undefined],
])

function authenticate(connection: SocketConnection, { token }: ClientFrame): void {
  if (typeof token !== 'string' || token.length > LONGEST_SECRET) connection.end(UNREADABLE)
  else connection.authenticate(token)
}

function resume(connection: SocketConnection, { after }: ClientFrame): void {
  const isCursor = typeof after === 'string' && after.length <= LONGEST_CURSOR
  if (after !== null && !isCursor) connection.end(UNREADABLE)
  else void connection.resume(after)
}

function typing(connection: SocketConnection, { room_id: room }: ClientFrame): void {
  const isId = typeof room === 'number' && Number.isSafeInteger(room) && room > 0
  if (isId) connection.typing(room)
  else connection.end(UNREADABLE)
}
