import { navigate } from '../../location.ts'
import { Button } from '../../ui/button.tsx'
import { Radio } from '../../ui/choice.tsx'
import { Choices } from '../../ui/choices.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import type { OwnDialogProps } from '../dialogs.tsx'

/** A new group room, of which its maker is the admin. */
export function CreateRoom({ onClose }: OwnDialogProps) {
  const store = useWorkspace()
  async function create(values: FormValues): Promise<void> {
    const topic = values.text('topic')
    const room = await store.conclave.createRoom({
      workspace: store.id,
      body: {
        name: values.text('name'),
        type: 'group',
        visibility: values.text('visibility') === 'private' ? 'private' : 'public',
        ...(topic !== '' && { topic }),
      },
    })
    await store.reload()
    onClose()
    navigate(`/w/${store.slug}/r/${room.id}`)
  }
  return (
    <Dialog
      title="Create a room"
      lead="A place for one subject, project or team."
      onClose={onClose}
    >
      <Form onSubmit={create}>
        <DialogBody>
          <div class="fields">
            <TextField label="Name" name="name" placeholder="Launch" maxLength={80} autofocus />
            <TextField label="Topic" name="topic" optional hint="What it is for, in a sentence." />
            <Choices legend="Who can find it" name="visibility" boxed>
              <Radio
                label="Public"
                hint="Everybody in the workspace can find it and join."
                name="visibility"
                value="public"
                initially
              />
              <Radio
                label="Private"
                hint="Only people who are added can see it."
                name="visibility"
                value="private"
              />
            </Choices>
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Submit>Create room</Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}
