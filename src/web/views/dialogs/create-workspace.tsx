import { useState } from 'preact/hooks'
import { navigate } from '../../location.ts'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select.tsx'
import type { OwnDialogProps } from '../dialogs.tsx'
import { slugOf } from '../parts/slug-of.ts'

/** A workspace of one's own. Its address follows the name until it is typed itself. */
export function CreateWorkspace({ onClose }: OwnDialogProps) {
  const { conclave, me, refresh } = useSession()
  const [name, setName] = useState('')
  const [typed, setTyped] = useState<string | null>(null)
  const slug = typed ?? slugOf(name)
  const owned = me.workspaces.filter(({ role, state }) => role === 'owner' && state === 'active')
  async function create(values: FormValues): Promise<void> {
    const template = values.text('template')
    const workspace = await conclave.createWorkspace({
      body: {
        slug: slug.trim().toLowerCase(),
        name: values.text('name'),
        ...(template !== '' && { template }),
      },
    })
    await refresh()
    onClose()
    navigate(`/w/${workspace.slug}`)
  }
  return (
    <Dialog
      title="Create a workspace"
      lead="A home for a team, with its own people, rooms and files. You will be its owner."
      onClose={onClose}
    >
      <Form onSubmit={create} codes={{ slug_taken: 'slug' }}>
        <DialogBody>
          <div class="fields">
            <TextField
              label="Name"
              name="name"
              placeholder="Acme Labs"
              maxLength={80}
              autocomplete="organization"
              autofocus
              onInput={setName}
            />
            <TextField
              label="Address"
              name="slug"
              affix={`${window.location.host}/w/`}
              value={slug}
              maxLength={63}
              plain
              hint="Letters, digits and hyphens."
              rule="Use lower-case letters, digits and hyphens between them."
              onInput={setTyped}
            />
            {owned.length === 0 ? null : (
              <SelectField
                label="Begin with"
                name="template"
                value=""
                hint="Rooms come along, without people, messages and files."
                options={[
                  { value: '', label: 'No rooms' },
                  ...owned.map(({ id, name: other }) => ({
                    value: id,
                    label: `The rooms of ${other}`,
                  })),
                ]}
              />
            )}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Submit disabled={slug === ''}>Create workspace</Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}
