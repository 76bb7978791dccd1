import { useEffect, useState } from 'preact/hooks'
import { attention } from '../attention.ts'
import { useWorkspace } from '../use-workspace.ts'
import { useOpenRoom } from './room-context.ts'

interface Reading {
  /** Behind this message stands the line; null for none. */
  readonly readUpTo: number | null
  readonly forgetLine: () => void
}

/**
 * Moves the read marker while the newest message is seen and somebody is looking, and remembers
 * where the line was when they came: it stays there until they leave, so that they find it.
 */
export function useReading(seesNewest: boolean): Reading {
  const store = useWorkspace()
  const { room, timeline, thread } = useOpenRoom()
  const [line, setLine] = useState(() => lineOf(room))
  const reads = thread === null && seesNewest && attention.value
  const newest = timeline.messages.value.at(-1)?.id ?? 0
  const { unread_count } = room

  useEffect(() => setLine(lineOf(room)), [room.id])
  useEffect(() => {
    if (thread !== null || unread_count === 0) return
    // What comes while nobody looks begins a line of its own.
    if (!reads) setLine((known) => known ?? room.last_read_message_id)
  }, [unread_count === 0, reads])
  useEffect(() => {
    if (reads && newest > 0) store.markRead(room.id, newest)
  }, [reads, newest, room.id])

  return { readUpTo: thread === null ? line : null, forgetLine: () => setLine(null) }
}

function lineOf(room: { readonly unread_count: number; readonly last_read_message_id: number }) {
  return room.unread_count > 0 ? room.last_read_message_id : null
}
