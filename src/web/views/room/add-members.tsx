import { useState } from 'preact/hooks'
import type { RoomOverview, User } from '../../../../client/generated/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx'
import { SearchIcon } from '../../ui/icons.tsx'
import { toastProblem } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf, useOnline } from '../parts/facts.ts'
import { Loaded } from '../parts/loaded.tsx'
import { PersonRow } from '../parts/person-row.tsx'
import { rank } from '../parts/rank.ts'
import { usePeople } from '../parts/use-people.ts'

interface AddMembersProps {
  readonly room: RoomOverview
  readonly onClose: () => void
}

/** Who of the workspace could be in the room too. */
export function AddMembers({ room, onClose }: AddMembersProps) {
  const store = useWorkspace()
  const { conclave, id } = store
  const online = useOnline()
  const [typed, setTyped] = useState('')
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set())
  const path = { workspace: id, room: room.id }
  const load = usePeople()
  const inside = new Set(store.members.of(room.id).value?.map(({ user }) => user.id))
  // Who has just been added stays where the button was.
  const outside = (users: readonly User[]) =>
    users.filter(({ id }) => !inside.has(id) || added.has(id))

  async function put(user: User): Promise<void> {
    try {
      const member = await conclave.addRoomMember({ ...path, user: user.id, body: {} })
      setAdded((before) => new Set(before).add(user.id))
      store.members.put(member)
    } catch (error) {
      toastProblem(error)
    }
  }

  return (
    <Dialog title={`Add people to ${room.name ?? 'this room'}`} onClose={onClose}>
      <DialogBody>
        <div class="searching">
          <SearchIcon />
          <input
            class="input"
            type="search"
            aria-label="Name or username"
            placeholder="Name or username"
            autofocus
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </div>
        <Loaded load={load} label="the people" rows={4}>
          {(users) => {
            const found = rank(
              outside(users).map((user) => ({
                user,
                label: nameOf(user),
                note: user.username ?? '',
              })),
              typed,
            )
            if (found.length === 0) {
              return (
                <p class="hollow">
                  {outside(users).length === 0
                    ? 'Everybody is in this room.'
                    : 'Nobody of that name.'}
                </p>
              )
            }
            return (
              <ul class="rows" aria-label="People">
                {found.map(({ user }) => (
                  <li key={user.id}>
                    <PersonRow
                      user={user}
                      online={online.has(user.id)}
                      actions={
                        <Button
                          compact
                          disabled={added.has(user.id)}
                          onClick={() => void put(user)}
                        >
                          {added.has(user.id) ? 'Added' : 'Add'}
                          <span class="unseen"> {nameOf(user)}</span>
                        </Button>
                      }
                    />
                  </li>
                ))}
              </ul>
            )
          }}
        </Loaded>
      </DialogBody>
      <DialogFoot>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
