import type { EndReason, LiveState } from '../../client/live/live.ts'
import { useTitle } from './page-title.ts'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { LockIcon } from './ui/icons.tsx'

const WORDS = {
  removed_from_workspace: [
    'You are not in this workspace any more',
    'To come back you need an invitation.',
  ],
  workspace_not_found: ['This workspace is gone', 'It was deleted, or you are not in it any more.'],
  workspace_locked: ['This workspace is closed', 'It is suspended or archived. Nothing is lost.'],
} as const satisfies Partial<Record<EndReason, readonly [title: string, detail: string]>>

type ShutOutReason = keyof typeof WORDS

/** Why one may see nothing of the workspace any more; null as long as one may. */
export function shutOutBy(state: LiveState): ShutOutReason | null {
  if (state.phase !== 'ended') return null
  const { reason } = state
  return Object.hasOwn(WORDS, reason) ? (reason as ShutOutReason) : null
}

interface ShutOutProps {
  readonly reason: ShutOutReason
  /** In the server's words, where it has said more. */
  readonly detail?: string
  readonly onRetry: () => void
}

/** In place of a workspace that one was shown out of: nothing of it stays on the screen. */
export function ShutOut({ reason, detail, onRetry }: ShutOutProps) {
  const [title, words] = WORDS[reason]
  useTitle(title)
  return (
    <main class="alone">
      <EmptyState
        icon={LockIcon}
        title={title}
        filling
        actions={
          <>
            <Button onClick={onRetry}>Try again</Button>
            <a class="button primary" href="/">
              To your workspaces
            </a>
          </>
        }
      >
        {detail ?? words}
      </EmptyState>
    </main>
  )
}
