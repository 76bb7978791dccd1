import { useEffect, useState } from 'preact/hooks'
import type { LiveState } from '../../client/live/live.ts'
import { Button } from './ui/button.tsx'
import { WarningIcon } from './ui/icons.tsx'
import { UnsentElsewhere } from './unsent-elsewhere.tsx'
import { useWorkspace } from './use-workspace.ts'

/** Milliseconds: what is mended sooner, nobody has to hear of. */
const PATIENCE = 1_500

/** That what is shown may be old, and what happens to what is written meanwhile. */
export function ConnectionBanner() {
  const store = useWorkspace()
  const state = store.connection.value
  const [shown, show] = useState(false)
  const lost = state.phase !== 'live'
  useEffect(() => {
    if (!lost) {
      show(false)
      return
    }
    const timer = setTimeout(() => show(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [lost])
  const waiting = store.outbox.unsent.value.filter((one) => one.state !== 'failed').length
  return (
    <div class="banner" role="status">
      {lost && shown ? (
        <div class="banner-line">
          <WarningIcon size={16} />
          <span>
            {wordsFor(state)}
            {waiting === 0 ? null : ` ${kept(waiting)}`}
          </span>
          {state.phase === 'connecting' ? null : (
            <Button kind="link" onClick={() => store.reconnect()}>
              Try now
            </Button>
          )}
        </div>
      ) : null}
      <UnsentElsewhere />
    </div>
  )
}

function wordsFor(state: LiveState): string {
  if (state.phase === 'offline') return 'You are offline.'
  if (state.phase === 'ended') return 'The server does not let this page connect.'
  return 'The connection is lost. Trying again…'
}

function kept(count: number): string {
  return count === 1
    ? 'Your message is kept and will be sent.'
    : `Your ${count} messages are kept and will be sent.`
}
