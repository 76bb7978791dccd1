import { useState } from 'preact/hooks'
import type { InvitationPreview } from '../../../../client/generated/types.ts'
import { navigate } from '../../location.ts'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { fromNow } from '../../ui/moment.tsx'
import { Note } from '../../ui/note.tsx'
import type { OwnDialogProps } from '../dialogs.tsx'
import { roleNames } from '../parts/roles.ts'

/** Takes the link of an invitation, shows what it is for, and accepts it. */
export function JoinWorkspace({ onClose }: OwnDialogProps) {
  const { conclave, me, refresh } = useSession()
  const [found, setFound] = useState<Found | null>(null)

  async function look(values: FormValues): Promise<void> {
    const secret = secretOf(values.text('secret'))
    setFound({ secret, invitation: await conclave.readInvitation({ secret }) })
  }
  async function join({ secret }: Found): Promise<void> {
    const { slug } = await conclave.acceptInvitation({ secret })
    await refresh()
    onClose()
    navigate(`/w/${slug}`)
  }

  if (found === null) {
    return (
      <Dialog title="Join a workspace" lead="Somebody has sent you a link." onClose={onClose}>
        <Form onSubmit={look} codes={{ invitation_not_found: 'secret', route_not_found: 'secret' }}>
          <DialogBody>
            <TextField
              label="Link of the invitation"
              name="secret"
              placeholder={`${window.location.origin}/invitations/…`}
              plain
              autofocus
            />
          </DialogBody>
          <DialogFoot>
            <Button onClick={onClose}>Cancel</Button>
            <Submit whenChanged>Continue</Submit>
          </DialogFoot>
        </Form>
      </Dialog>
    )
  }
  const { workspace_name, inviter_name, role, by_address, is_member, expires_at } = found.invitation
  return (
    <Dialog title={`Join ${workspace_name}`} onClose={onClose}>
      <Form onSubmit={() => join(found)}>
        <DialogBody>
          <div class="fields">
            <p class="prose">
              {inviter_name === null ? 'You are' : `${inviter_name} has`} invited
              {inviter_name === null ? '' : ' you'} as <strong>{roleNames[role]}</strong>. You join
              as <strong>{me.email}</strong>. It ends {fromNow(expires_at)}.
            </p>
            {is_member ? <Note>You are a member already.</Note> : null}
            {by_address ? <Note>It is good for the address only that it was sent to.</Note> : null}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={() => setFound(null)}>Another link</Button>
          <Submit>{is_member ? 'Open workspace' : 'Join'}</Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}

interface Found {
  readonly secret: string
  readonly invitation: InvitationPreview
}

/** What a link ends with, or what was typed where it is no link. */
function secretOf(text: string): string {
  return /\/invitations\/([^/?#]+)/.exec(text)?.[1] ?? (text === '' ? '-' : text)
}
