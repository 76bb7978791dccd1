import { useState } from 'preact/hooks'
import type { RoomChanges, RoomOverview } from '../../../../client/generated/types.ts'
import { navigate } from '../../location.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { ArchiveIcon, DoorIcon, TrashIcon } from '../../ui/icons.tsx'
import { dateOf } from '../../ui/moment.tsx'
import { Note } from '../../ui/note.tsx'
import { SelectField } from '../../ui/select.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'

type Asked = 'archive' | 'leave' | 'delete' | null

/** What a room is called and who can find it, and the ways out of it. */
export function RoomSettings({ room }: { readonly room: RoomOverview }) {
  const archived = room.archived_at !== null
  if (room.type === 'direct') {
    return (
      <Note>
        A direct room has nothing to set. It is for the two of you, since {dateOf(room.created_at)}.
      </Note>
    )
  }
  return (
    <div class="fields">
      {archived ? <Note tone="warn">This room is archived: it can only be read.</Note> : null}
      {room.role === 'admin' && !archived ? <About room={room} /> : <Facts room={room} />}
      <WaysOut room={room} />
    </div>
  )
}

function About({ room }: { readonly room: RoomOverview }) {
  const store = useWorkspace()
  async function save(values: FormValues): Promise<void> {
    const topic = values.text('topic')
    const changed = await store.conclave.updateRoom({
      workspace: store.id,
      room: room.id,
      body: {
        name: values.text('name'),
        topic: topic === '' ? null : topic,
        visibility: values.text('visibility') === 'public' ? 'public' : 'private',
      },
    })
    store.rooms.change(room.id, changed)
    toast('The room is saved.', { tone: 'good' })
  }
  return (
    <Form class="fields" onSubmit={save} label="About this room">
      <TextField label="Name" name="name" value={room.name ?? ''} maxLength={80} />
      <TextArea label="Topic" name="topic" value={room.topic ?? ''} optional />
      <SelectField
        label="Who can find it"
        name="visibility"
        value={room.visibility}
        options={[
          { value: 'public', label: 'Everybody in the workspace' },
          { value: 'private', label: 'Only people who are added' },
        ]}
      />
      <div class="buttons">
        <Submit whenChanged>Save</Submit>
      </div>
    </Form>
  )
}

function Facts({ room }: { readonly room: RoomOverview }) {
  const facts = [
    ['Topic', room.topic ?? 'None yet'],
    [
      'Who can find it',
      room.visibility === 'public' ? 'Everybody here' : 'Only people who are added',
    ],
    ['Made', dateOf(room.created_at)],
  ]
  return (
    <dl class="facts">
      {facts.map(([label, fact]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  )
}

function WaysOut({ room }: { readonly room: RoomOverview }) {
  const store = useWorkspace()
  const { conclave, id, slug } = store
  const [asked, ask] = useState<Asked>(null)
  const path = { workspace: id, room: room.id }
  const name = room.name ?? 'this room'
  const archived = room.archived_at !== null
  const admin = room.role === 'admin'
  const close = () => ask(null)

  async function change(body: RoomChanges, words: string): Promise<void> {
    store.rooms.change(room.id, await conclave.updateRoom({ ...path, body }))
    toast(words, { tone: 'good' })
  }
  function gone(words: string): void {
    store.rooms.remove(room.id)
    toast(words, { tone: 'good' })
    navigate(`/w/${slug}`)
  }

  return (
    <div class="ways-out">
      <Button kind="quiet" icon={DoorIcon} onClick={() => ask('leave')}>
        Leave room…
      </Button>
      {admin ? (
        <>
          <Button kind="quiet" icon={ArchiveIcon} onClick={() => ask('archive')}>
            {archived ? 'Take out of the archive…' : 'Archive room…'}
          </Button>
          <Button kind="quiet" icon={TrashIcon} onClick={() => ask('delete')}>
            Delete room…
          </Button>
        </>
      ) : null}
      {asked === 'leave' ? (
        <ConfirmDialog
          title={`Leave ${name}?`}
          confirm="Leave"
          danger
          onClose={close}
          onConfirm={async () => {
            await conclave.removeRoomMember({ ...path, user: 'me' })
            gone(`You have left ${name}.`)
          }}
        >
          {room.visibility === 'public'
            ? 'You can join again at any time.'
            : 'The room is private: somebody inside would have to add you again.'}
        </ConfirmDialog>
      ) : null}
      {asked === 'archive' ? (
        <ConfirmDialog
          title={archived ? `Take ${name} out of the archive?` : `Archive ${name}?`}
          confirm={archived ? 'Take out' : 'Archive'}
          onClose={close}
          onConfirm={() =>
            change(
              { archived: !archived },
              archived ? `${name} is out of the archive.` : `${name} is archived.`,
            )
          }
        >
          {archived
            ? 'Everybody in it can write again.'
            : 'It can still be read and searched, but nobody can write in it.'}
        </ConfirmDialog>
      ) : null}
      {asked === 'delete' ? (
        <ConfirmDialog
          title={`Delete ${name}?`}
          confirm="Delete room"
          danger
          typed={name}
          onClose={close}
          onConfirm={async () => {
            await conclave.deleteRoom(path)
            gone(`${name} is deleted.`)
          }}
        >
          Its messages and files are erased for everybody. This cannot be undone.
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
