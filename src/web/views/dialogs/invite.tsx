import { useState } from 'preact/hooks'
import type { CreatedInvitation } from '../../../../client/generated/types.ts'
import { Button } from '../../ui/button.tsx'
import { Segments } from '../../ui/choices.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { LinkIcon, MailIcon } from '../../ui/icons.tsx'
import { fromNow } from '../../ui/moment.tsx'
import { Note } from '../../ui/note.tsx'
import { SelectField } from '../../ui/select.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import type { OwnDialogProps } from '../dialogs.tsx'

interface InviteProps extends OwnDialogProps {
  readonly onCreated?: (invitation: CreatedInvitation) => void
}

type Kind = 'mail' | 'link'

const expiries = [
  { value: '1', label: 'In a day' },
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
]

/** An invitation by mail, for one person, or a link for several. */
export function Invite({ onClose, onCreated }: InviteProps) {
  const { id, conclave, workspace } = useWorkspace()
  const [kind, setKind] = useState<Kind>('mail')
  const [created, setCreated] = useState<CreatedInvitation | null>(null)

  async function invite(values: FormValues): Promise<void> {
    const role = values.text('role') === 'admin' ? 'admin' : 'member'
    const expires_in_days = Number(values.text('expires_in_days'))
    const whom =
      kind === 'mail'
        ? { email: values.text('email') }
        : { max_uses: Number(values.text('max_uses')) }
    const body = { role, expires_in_days, ...whom } as const
    const invitation = await conclave.createInvitation({ workspace: id, body })
    setCreated(invitation)
    onCreated?.(invitation)
  }

  const title = `Invite people to ${workspace.value.name}`
  if (created !== null) {
    return (
      <Invited title={title} {...created} onClose={onClose} onAnother={() => setCreated(null)} />
    )
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={invite}>
        <DialogBody>
          <div class="fields">
            <div>
              <Segments
                legend="How"
                value={kind}
                onChange={setKind}
                options={[
                  { value: 'mail', label: 'By e-mail', icon: MailIcon },
                  { value: 'link', label: 'By a link', icon: LinkIcon },
                ]}
              />
            </div>
            {kind === 'mail' ? (
              <TextField
                key="mail"
                label="E-mail address"
                name="email"
                type="email"
                placeholder="grace@example.com"
                plain
                autofocus
                hint="Only somebody with this address can accept it."
              />
            ) : (
              <TextField
                key="link"
                label="For how many people"
                name="max_uses"
                type="number"
                value="10"
                min={1}
                max={1_000}
                hint="Anybody who has the link can join, until it is used up."
              />
            )}
            <div class="fields pair columns">
              <SelectField
                label="As"
                name="role"
                value="member"
                options={[
                  { value: 'member', label: 'Member' },
                  { value: 'admin', label: 'Admin' },
                ]}
              />
              <SelectField label="Ends" name="expires_in_days" value="7" options={expiries} />
            </div>
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Submit>{kind === 'mail' ? 'Send invitation' : 'Create link'}</Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}

interface InvitedProps extends CreatedInvitation {
  readonly title: string
  readonly onClose: () => void
  readonly onAnother: () => void
}

function Invited({ title, email, link, max_uses, expires_at, onClose, onAnother }: InvitedProps) {
  return (
    <Dialog title={title} once onClose={onClose}>
      <DialogBody>
        <div class="fields">
          <Note tone="good" sudden>
            {email === null
              ? `The link is good for ${max_uses === 1 ? 'one person' : `${max_uses} people`}.`
              : `A mail is on its way to ${email}.`}
          </Note>
          <CopyField label="Link" value={link} />
          <p class="small muted">
            It ends {fromNow(expires_at)}, and is shown here only: copy it now if you want to pass
            it on.
          </p>
        </div>
      </DialogBody>
      <DialogFoot>
        <Button onClick={onAnother}>Invite somebody else</Button>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
