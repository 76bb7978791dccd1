import type { User } from '../../../../client/generated/types.ts'
import { navigate } from '../../location.ts'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { Form, Submit } from '../../ui/form.tsx'
import { Note } from '../../ui/note.tsx'
import { SelectField } from '../../ui/select.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf } from '../parts/facts.ts'
import { Loaded } from '../parts/loaded.tsx'
import { usePeople } from '../parts/use-people.ts'

/** Makes another member the owner. */
export function Transfer({ onClose }: { readonly onClose: () => void }) {
  const store = useWorkspace()
  const { refresh } = useSession()
  const load = usePeople()
  const heirs = (users: readonly User[] = []) => users.filter((one) => one.id !== store.me.value.id)
  const { name } = store.workspace.value
  return (
    <Dialog title={`Hand ${name} over`} onClose={onClose}>
      <Form
        onSubmit={async (values) => {
          const body = { user: values.text('user') }
          await store.conclave.transferWorkspace({ workspace: store.id, body })
          await Promise.all([refresh(), store.reload()])
          toast(`${name} has a new owner.`, { tone: 'good' })
          onClose()
          navigate(`/w/${store.slug}/settings`)
        }}
      >
        <DialogBody>
          <Loaded load={load} label="the members" rows={1}>
            {(users) =>
              heirs(users).length === 0 ? (
                <Note>There is nobody else here. Invite somebody first.</Note>
              ) : (
                <div class="fields">
                  <SelectField
                    label="New owner"
                    name="user"
                    value={heirs(users)[0]?.id ?? ''}
                    options={heirs(users).map((user) => ({
                      value: user.id,
                      label: user.email === null ? nameOf(user) : `${nameOf(user)} (${user.email})`,
                    }))}
                  />
                  <Note tone="warn">You become an admin, and cannot take this back yourself.</Note>
                </div>
              )
            }
          </Loaded>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Submit kind="danger" disabled={heirs(load.value).length === 0}>
            Hand over
          </Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}
