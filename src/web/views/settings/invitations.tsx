import { useState } from 'preact/hooks'
import type { Invitation } from '../../../../client/generated/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkIcon, MailIcon, PlusIcon } from '../../ui/icons.tsx'
import { fromNow } from '../../ui/moment.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { Invite } from '../dialogs/invite.tsx'
import { nameOf } from '../parts/facts.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { roleNames } from '../parts/roles.ts'
import { Card, Section } from '../parts/section.tsx'
import { useList } from '../parts/use-list.ts'

const states = {
  open: { label: 'Open', tone: 'good' },
  used_up: { label: 'Used up', tone: undefined },
  expired: { label: 'Expired', tone: 'warn' },
} as const

/** Who was asked in, and by which links anybody can come. */
export function Invitations() {
  const { id, conclave } = useWorkspace()
  const [inviting, invite] = useState(false)
  const [revoking, revoke] = useState<Invitation | null>(null)
  const list = useList(
    async (after: string | undefined, signal) => {
      const page = await conclave.listInvitations(
        { workspace: id, ...(after && { after }) },
        { signal },
      )
      return { items: page.invitations, next: page.next_cursor }
    },
    [id],
  )
  const button = (
    <Button icon={PlusIcon} kind="primary" onClick={() => invite(true)}>
      Invite people
    </Button>
  )
  return (
    <Section
      title="Invitations"
      hint="By mail for one person, or a link for several. A link is shown once, when it is made."
      actions={button}
    >
      <Card>
        <LoadedList
          list={list}
          label="the invitations"
          empty={
            <EmptyState icon={MailIcon} title="Nobody is invited at the moment">
              Invitations that are open, used up or expired appear here.
            </EmptyState>
          }
        >
          {(invitations) => (
            <ul class="rows" aria-label="Invitations">
              {invitations.map((invitation) => (
                <li key={invitation.id}>
                  <InvitationRow invitation={invitation} onRevoke={() => revoke(invitation)} />
                </li>
              ))}
            </ul>
          )}
        </LoadedList>
      </Card>
      {inviting ? <Invite onClose={() => invite(false)} onCreated={() => list.reload()} /> : null}
      {revoking === null ? null : (
        <ConfirmDialog
          title="Revoke this invitation?"
          confirm="Revoke"
          danger
          onClose={() => revoke(null)}
          onConfirm={async () => {
            await conclave.revokeInvitation({ workspace: id, invitation: revoking.id })
            list.change((all) => all.filter((one) => one !== revoking))
            toast('The invitation is revoked.', { tone: 'good' })
          }}
        >
          {revoking.email === null
            ? 'Its link stops working. Whoever has joined by it stays.'
            : `The link in the mail to ${revoking.email} stops working.`}
        </ConfirmDialog>
      )}
    </Section>
  )
}

interface InvitationRowProps {
  readonly invitation: Invitation
  readonly onRevoke: () => void
}

function InvitationRow({ invitation, onRevoke }: InvitationRowProps) {
  const { email, role, max_uses, uses, state, invited_by, expires_at } = invitation
  const { label, tone } = states[state]
  const Icon = email === null ? LinkIcon : MailIcon
  const facts = [
    invited_by === null ? null : `By ${nameOf(invited_by)}`,
    email === null ? `used ${uses} of ${max_uses} times` : null,
    state === 'open' ? `ends ${fromNow(expires_at)}` : null,
  ]
  return (
    <div class="row">
      <span class="row-icon">
        <Icon />
      </span>
      <div class="row-text">
        <div class="row-title">
          {email ?? 'Link'}
          <Badge tone={tone}>{label}</Badge>
          <Badge>{roleNames[role]}</Badge>
        </div>
        <div class="row-note">{facts.filter(Boolean).join(' · ')}</div>
      </div>
      <Button compact onClick={onRevoke}>
        {state === 'open' ? 'Revoke' : 'Remove'}
      </Button>
    </div>
  )
}
