import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Message } from '../../../client/generated/types.ts'
import { withQuery } from '../location.ts'
import { userName } from '../rooms/room-name.ts'
import { Avatar } from '../ui/avatar.tsx'
import { classNames } from '../ui/class-names.ts'
import { TrashIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { momentOf, timeOf } from './dates.ts'
import { MessageActions } from './message-actions.tsx'
import { MessageFile } from './message-file.tsx'
import { MessageText } from './message-text.tsx'
import { openThread } from './open-thread.ts'
import { Reactions } from './reactions.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { isWritable, useOpenRoom } from './room-context.ts'

interface MessageRowProps {
  readonly message: Message
  /** The first of its author's that stand together: with their name. */
  readonly first: boolean
  /** Somebody was led here. */
  readonly marked: boolean
}

/** One message of the list. The keyboard moves from one to the next; Tab goes into it. */
export function MessageRow({ message, first, marked }: MessageRowProps) {
  const { me, workspace } = useWorkspace()
  const { room, thread } = useOpenRoom()
  const [active, setActive] = useState(false)
  const { deleted_at, content, file, mentions, edited_at, reply_count } = message
  const writable = isWritable(room, workspace.value.state)
  const mentioned = mentions.includes(me.value.id)
  const answers = message.reply_to_id !== null && message.reply_to_id !== thread
  return (
    <article
      class={classNames('message', first && 'first', mentioned && 'mentioned', marked && 'marked')}
      tabIndex={-1}
      data-message={message.id}
      // A finger leaves nothing behind: what it has touched has the focus.
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && setActive(true)}
      onPointerLeave={({ currentTarget }) =>
        setActive(currentTarget.contains(document.activeElement))
      }
      onFocusCapture={() => setActive(true)}
      onBlurCapture={({ currentTarget, relatedTarget }) =>
        setActive(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))
      }
    >
      {answers ? <ReplyQuote room={room.id} to={message.reply_to_id ?? 0} /> : null}
      <Author user={message.user} at={message.created_at} first={first}>
        {deleted_at === null ? (
          <>
            {content === null || content === '' ? null : (
              <MessageText content={content} mentions={mentions} edited={edited_at} />
            )}
            {file === null ? null : <MessageFile file={file} asImage={message.type === 'image'} />}
          </>
        ) : (
          <p class="tombstone">
            <TrashIcon size={16} /> This message was deleted.
          </p>
        )}
        <Reactions message={message} writable={writable} />
        {reply_count > 0 && thread === null ? (
          <button type="button" class="replies" onClick={() => openThread(message.id)}>
            {reply_count === 1 ? '1 reply' : `${reply_count} replies`}
          </button>
        ) : null}
      </Author>
      {active && deleted_at === null ? (
        <MessageActions message={message} writable={writable} />
      ) : null}
    </article>
  )
}

interface AuthorProps {
  readonly user: Message['user']
  readonly at: string
  readonly first: boolean
  readonly children: ComponentChildren
}

/** Who says something and when, at the first of several; the hour alone at the others. */
export function Author({ user, at, first, children }: AuthorProps) {
  const { people } = useWorkspace()
  const now = people.now(user)
  const time = (
    <time class="message-time" dateTime={at} title={momentOf(at)}>
      {timeOf(at)}
    </time>
  )
  if (!first) {
    return (
      <div class="message-line">
        {time}
        <div class="message-body">
          <span class="unseen">{userName(now)}: </span>
          {children}
        </div>
      </div>
    )
  }
  return (
    <div class="message-line">
      <Avatar of={now} />
      <div class="message-body">
        <div class="message-head">
          {now === null ? (
            <strong class="message-author truncate">{userName(now)}</strong>
          ) : (
            <a
              class="message-author truncate"
              href={withQuery({ panel: `profile:${now.id}`, m: null })}
            >
              {userName(now)}
            </a>
          )}
          {time}
        </div>
        {children}
      </div>
    </div>
  )
}
