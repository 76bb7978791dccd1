import type { Unsent } from '../store/unsent.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { WarningIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { MessageFile } from './message-file.tsx'
import { Author } from './message-row.tsx'
import { MessageText } from './message-text.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { useOpenRoom } from './room-context.ts'

interface UnsentRowProps {
  readonly unsent: Unsent
  readonly first: boolean
}

/** A message that is on its way, or was refused. */
export function UnsentRow({ unsent, first }: UnsentRowProps) {
  const { me, outbox, connection } = useWorkspace()
  const { room, thread } = useOpenRoom()
  const { key, content, file, at, state, problem, reply_to_id } = unsent
  const answers = reply_to_id !== null && reply_to_id !== thread
  const waits = state !== 'failed' && connection.value.phase !== 'live'
  return (
    <article class={classNames('message unsent', first && 'first', state === 'failed' && 'failed')}>
      {answers ? <ReplyQuote room={room.id} to={reply_to_id} /> : null}
      <Author user={me.value} at={at} first={first}>
        {content === '' ? null : <MessageText content={content} mentions={null} />}
        {file === null ? null : (
          <MessageFile file={file} asImage={file.width !== null && file.height !== null} />
        )}
        {state === 'failed' ? (
          <div class="unsent-note bad" role="alert">
            <WarningIcon size={16} />
            <span>Not sent. {problem}</span>
            <Button kind="link" onClick={() => outbox.retry(key)}>
              Try again
            </Button>
            <Button kind="link" onClick={() => outbox.discard(key)}>
              Delete
            </Button>
          </div>
        ) : (
          <div class={classNames('unsent-note', !waits && 'soon')}>
            {waits ? 'Waiting for the connection' : 'Sending…'}
            {waits ? (
              <Button kind="link" onClick={() => outbox.discard(key)}>
                Delete
              </Button>
            ) : null}
          </div>
        )}
      </Author>
    </article>
  )
}
