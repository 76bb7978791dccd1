import { useState } from 'preact/hooks'
import type { CreatedToken, NewToken } from '../../../../client/generated/types.ts'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { Choices } from '../../ui/choices.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { Note } from '../../ui/note.tsx'
import { SelectField } from '../../ui/select.tsx'

interface CreateTokenProps {
  readonly onClose: () => void
  readonly onCreated: (token: CreatedToken) => void
}

type Scope = NewToken['scopes'][number]

const scopes: readonly { readonly value: Scope; readonly label: string; readonly hint: string }[] =
  [
    { value: 'read', label: 'Read', hint: 'Rooms, messages and people that you can see.' },
    { value: 'write', label: 'Write', hint: 'Send, edit, react, and change rooms.' },
    { value: 'admin', label: 'Administer', hint: 'Tokens, settings, roles and removals.' },
  ]

const lifetimes = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never' },
]

const day = 24 * 60 * 60_000

/** A new token, and then the token itself, for the only time. */
export function CreateToken({ onClose, onCreated }: CreateTokenProps) {
  const { conclave, me } = useSession()
  const [created, setCreated] = useState<CreatedToken | null>(null)

  async function create(values: FormValues): Promise<void> {
    const [workspace, days] = [values.text('workspace'), values.text('expires_at')]
    const chosen = scopes
      .map(({ value }) => value)
      .filter((one) => values.all('scopes').includes(one))
    const token = await conclave.createToken({
      body: {
        label: values.text('label'),
        scopes: chosen,
        workspace: workspace === '' ? null : workspace,
        expires_at: days === '' ? null : new Date(Date.now() + Number(days) * day).toISOString(),
      },
    })
    setCreated(token)
    onCreated(token)
  }

  if (created !== null) {
    return (
      <Dialog title="Your new token" once onClose={onClose}>
        <DialogBody>
          <div class="fields">
            <Note tone="warn" sudden>
              Copy it now. It is shown this once, and kept nowhere in a form that could be shown
              again.
            </Note>
            <CopyField label={created.label} value={created.token} />
          </div>
        </DialogBody>
        <DialogFoot>
          <Button kind="primary" onClick={onClose}>
            I have copied it
          </Button>
        </DialogFoot>
      </Dialog>
    )
  }
  return (
    <Dialog title="Create an API token" onClose={onClose}>
      <Form onSubmit={create}>
        <DialogBody>
          <div class="fields">
            <TextField
              label="Name"
              name="label"
              placeholder="deploy bot"
              maxLength={80}
              autofocus
              hint="What it is for, so that you know it again."
            />
            <Choices legend="It can" name="scopes">
              {scopes.map(({ value, label, hint }) => (
                <Checkbox
                  key={value}
                  name="scopes"
                  value={value}
                  label={label}
                  hint={hint}
                  initially={value === 'read'}
                />
              ))}
            </Choices>
            <div class="fields pair columns">
              <SelectField
                label="In"
                name="workspace"
                value=""
                options={[
                  { value: '', label: 'All workspaces' },
                  ...me.workspaces.map(({ slug, name }) => ({ value: slug, label: name })),
                ]}
              />
              <SelectField label="Ends" name="expires_at" value="90" options={lifetimes} />
            </div>
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Submit>Create token</Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}
