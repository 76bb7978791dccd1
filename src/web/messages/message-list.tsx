import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { place as here, navigate, withQuery } from '../location.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ArrowDownIcon, CloseIcon } from '../ui/icons.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { Announcer } from './announcer.tsx'
import { moveBetweenMessages } from './list-keys.ts'
import { MessageRow } from './message-row.tsx'
import { Notice } from './notice.tsx'
import { useOpenRoom } from './room-context.ts'
import { ROW_TRAITS, type Row, rowsOf } from './rows.ts'
import { DayLine, MoreRow, UnreadLine } from './separators.tsx'
import { UnsentRow } from './unsent-row.tsx'
import { useReading } from './use-reading.ts'
import { VirtualList, type VirtualListHandle } from './virtual-list.tsx'

interface MessageListProps {
  /** What stands before the first message there is. */
  readonly beginning: ComponentChildren
  readonly label: string
}

/** Pixels above a message that somebody is led to. */
const LEAD = 120
/** Milliseconds for which it is marked. */
const MARKED = 2_500

/** The messages of a room or a thread, from wherever one has read to the newest. */
export function MessageList({ beginning, label }: MessageListProps) {
  const { outbox, me } = useWorkspace()
  const { room, timeline, thread } = useOpenRoom()
  const list = useRef<VirtualListHandle>(null)
  const [atEnd, setAtEnd] = useState(false)
  const [marked, mark] = useState<number | null>(null)
  const messages = timeline.messages.value
  const reachedStart = timeline.reachedStart.value
  const reachedEnd = timeline.reachedEnd.value
  const { readUpTo, forgetLine } = useReading(atEnd && reachedEnd)
  const all = outbox.unsent.value
  const unsent = useMemo(
    () =>
      all.filter(
        (one) =>
          one.room === room.id &&
          (thread === null || one.reply_to_id === thread) &&
          (one.seen === null || one.state === 'failed'),
      ),
    [all, room.id, thread],
  )
  const rows = useMemo(
    () => rowsOf({ messages, unsent, reachedStart, reachedEnd, readUpTo, me: me.value.id }),
    [messages, unsent, reachedStart, reachedEnd, readUpTo],
  )
  const wanted = thread === null ? here.value.query.get('m') : null

  useEffect(() => {
    if (timeline.isEmpty || (!timeline.reachedEnd.peek() && wanted === null)) {
      void timeline.openNewest()
    }
  }, [timeline])

  // A link to one message, a quote or a result of the search leads to it, wherever it is.
  useEffect(() => {
    if (wanted === null || timeline.loading.peek() === 'newest') return
    const id = Number(wanted)
    let left = false
    async function lead(): Promise<void> {
      if (timeline.find(id) === undefined) await timeline.openAround(id)
      if (left) return
      navigate(withQuery({ m: null }), { replace: true })
      list.current?.scrollTo(`m${id}`, LEAD)
      mark(id)
      setTimeout(() => mark(null), MARKED)
    }
    void lead()
    return () => {
      left = true
    }
  }, [wanted, timeline, timeline.loading.value === 'newest'])

  // Whoever sends something wants to see it.
  const lastUnsent = unsent.at(-1)?.key
  useEffect(() => {
    if (lastUnsent === undefined) return
    forgetLine()
    void toNewest()
  }, [lastUnsent])

  async function toNewest(): Promise<void> {
    if (!timeline.reachedEnd.peek()) await timeline.openNewest()
    list.current?.scrollToEnd()
  }

  async function toOldest(): Promise<void> {
    if (!timeline.reachedStart.peek()) await timeline.openAround(0)
    list.current?.scrollTo('beginning', 0)
  }

  async function toUnread(readBefore: number): Promise<void> {
    await timeline.openAround(readBefore)
    list.current?.scrollTo('unread', LEAD)
  }

  function show(row: Row): ComponentChildren {
    switch (row.kind) {
      case 'beginning':
        return beginning
      case 'more':
        return <MoreRow timeline={timeline} />
      case 'day':
        return <DayLine at={row.at} />
      case 'unread':
        return <UnreadLine />
      case 'notice':
        return <Notice message={row.message} />
      case 'unsent':
        return <UnsentRow unsent={row.unsent} first={row.first} />
      default:
        return (
          <MessageRow message={row.message} first={row.first} marked={row.message.id === marked} />
        )
    }
  }

  if (timeline.isEmpty) {
    return timeline.failed.value === null ? (
      <div class="scroller">
        <Waiting label="Reading messages" />
      </div>
    ) : (
      <div class="scroller">
        <MoreRow timeline={timeline} />
      </div>
    )
  }
  const oldest = messages[0]?.id ?? 0
  const farUnread = readUpTo !== null && !reachedStart && oldest > readUpTo + 1
  return (
    <div class="message-list">
      {farUnread ? (
        <UnreadBar
          count={room.unread_count}
          onJump={() => void toUnread(readUpTo)}
          onDismiss={forgetLine}
        />
      ) : null}
      <VirtualList
        key={`${room.id} ${thread}`}
        rows={rows}
        traits={ROW_TRAITS}
        endless={reachedEnd}
        initially={wanted === null && readUpTo !== null ? { key: 'unread', offset: LEAD } : null}
        handle={list}
        label={label}
        onPosition={(position) => {
          setAtEnd(position.atEnd)
          if (position.nearStart) void timeline.loadOlder()
          if (position.nearEnd) void timeline.loadNewer()
        }}
        onKeyDown={(event) =>
          moveBetweenMessages(event, {
            toFirst: () => void toOldest(),
            toLast: () => void toNewest(),
          })
        }
      >
        {show}
      </VirtualList>
      {atEnd && reachedEnd ? null : (
        <Button compact icon={ArrowDownIcon} class="to-newest" onClick={() => void toNewest()}>
          {room.unread_count > 0 && thread === null ? newMessages(room.unread_count) : 'Newest'}
        </Button>
      )}
      <Announcer messages={reachedEnd ? messages : []} />
    </div>
  )
}

interface UnreadBarProps {
  readonly count: number
  readonly onJump: () => void
  readonly onDismiss: () => void
}

/** What is unread begins further up than what was loaded. */
function UnreadBar({ count, onJump, onDismiss }: UnreadBarProps) {
  return (
    <div class="unread-bar">
      <button type="button" onClick={onJump}>
        {count > 0 ? newMessages(count) : 'New messages'} · to the first of them
      </button>
      <IconButton compact label="Dismiss" icon={CloseIcon} onClick={onDismiss} />
    </div>
  )
}

function newMessages(count: number): string {
  if (count === 1) return '1 new message'
  return `${count >= 100 ? '99+' : count} new messages`
}
