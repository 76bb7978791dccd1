import { useState } from 'preact/hooks'
import type { Session } from '../../../../client/generated/types.ts'
import { useSession } from '../../session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DeviceIcon } from '../../ui/icons.tsx'
import { dateOf, Moment } from '../../ui/moment.tsx'
import { toast, toastProblem } from '../../ui/toasts.tsx'
import { deviceOf } from '../parts/device-of.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Card, Section } from '../parts/section.tsx'
import { useLoad } from '../parts/use-load.ts'

/** Where one is signed in. */
export function Sessions() {
  const { conclave } = useSession()
  const [ending, end] = useState(false)
  const load = useLoad(async (signal) => {
    const { sessions } = await conclave.listSessions({}, { signal })
    return sessions.toSorted((a, b) => Number(b.current) - Number(a.current))
  }, [])

  async function revoke(session: Session): Promise<void> {
    try {
      await conclave.revokeSession({ session: session.id })
      load.set((load.value ?? []).filter(({ id }) => id !== session.id))
      toast('The session is ended.', { tone: 'good' })
    } catch (error) {
      toastProblem(error)
    }
  }

  const others = (load.value?.length ?? 0) > 1
  return (
    <Section
      title="Sessions"
      hint="Where you are signed in. One that you do not know should be ended, and the password changed."
      actions={others ? <Button onClick={() => end(true)}>Sign out everywhere else</Button> : null}
    >
      <Card>
        <Loaded load={load} label="your sessions">
          {(sessions) => (
            <ul class="rows" aria-label="Sessions">
              {sessions.map((session) => (
                <li key={session.id}>
                  <SessionRow session={session} onRevoke={() => void revoke(session)} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Card>
      {ending ? (
        <ConfirmDialog
          title="Sign out everywhere else?"
          confirm="Sign out"
          danger
          onClose={() => end(false)}
          onConfirm={async () => {
            await conclave.revokeOtherSessions()
            load.set((load.value ?? []).filter(({ current }) => current))
            toast('You are signed in here only.', { tone: 'good' })
          }}
        >
          All sessions but this one end at once.
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}

interface SessionRowProps {
  readonly session: Session
  readonly onRevoke: () => void
}

function SessionRow({ session, onRevoke }: SessionRowProps) {
  const { current, user_agent, created_at, last_used_at } = session
  const device = deviceOf(user_agent)
  return (
    <div class="row">
      <span class="row-icon">
        <DeviceIcon />
      </span>
      <div class="row-text">
        <div class="row-title">
          <span title={user_agent ?? undefined}>{device}</span>
          {current ? <Badge tone="good">This one</Badge> : null}
        </div>
        <div class="row-note">
          Since {dateOf(created_at)} · last used <Moment at={last_used_at ?? created_at} />
        </div>
      </div>
      {current ? null : (
        <Button compact onClick={onRevoke}>
          End
          <span class="unseen"> the session of {device}</span>
        </Button>
      )}
    </div>
  )
}
