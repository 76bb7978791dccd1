import { useState } from 'preact/hooks'
import type { RoomMember, RoomOverview } from '../../../../client/generated/types.ts'
import { withQuery } from '../../location.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { PeopleIcon, ShieldIcon, TrashIcon, UserPlusIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/menu.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { toastProblem } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf, useOnline, useTyping } from '../parts/facts.ts'
import { PersonRow } from '../parts/person-row.tsx'
import { AddMembers } from './add-members.tsx'

/** Who is in a room, who of them is there, and who is typing. */
export function MemberList({ room }: { readonly room: RoomOverview }) {
  const store = useWorkspace()
  const { conclave, id } = store
  const online = useOnline()
  const [adding, add] = useState(false)
  const [removing, remove] = useState<RoomMember | null>(null)
  const path = { workspace: id, room: room.id }
  const members = store.members.of(room.id).value
  async function give({ user }: RoomMember, role: 'admin' | 'member'): Promise<void> {
    try {
      store.members.put(await conclave.changeRoomMember({ ...path, user: user.id, body: { role } }))
    } catch (error) {
      toastProblem(error)
    }
  }

  const admin = room.role === 'admin'
  const open = room.archived_at === null && room.type === 'group'
  return (
    <>
      {admin && open ? (
        <Button wide icon={UserPlusIcon} onClick={() => add(true)}>
          Add people
        </Button>
      ) : null}
      {members === null ? (
        <SkeletonRows label="the members" />
      ) : (
        <ul class="members" aria-label="Members">
          {ordered(members, online).map((member) => (
            <li key={member.user.id}>
              <Member
                member={member}
                admin={admin && open}
                onGive={(role) => void give(member, role)}
                onRemove={() => remove(member)}
              />
            </li>
          ))}
        </ul>
      )}
      {adding ? <AddMembers room={room} onClose={() => add(false)} /> : null}
      {removing === null ? null : (
        <ConfirmDialog
          title={`Remove ${nameOf(removing.user)} from this room?`}
          confirm="Remove"
          danger
          onClose={() => remove(null)}
          onConfirm={async () => {
            await conclave.removeRoomMember({ ...path, user: removing.user.id })
            store.members.remove(room.id, removing.user.id)
          }}
        >
          What they wrote here stays.
        </ConfirmDialog>
      )}
    </>
  )
}

/** Those who are here first, each by name. */
function ordered(members: readonly RoomMember[], online: ReadonlySet<string>): RoomMember[] {
  const away = ({ user }: RoomMember) => (online.has(user.id) ? 0 : 1)
  return members.toSorted(
    (a, b) => away(a) - away(b) || nameOf(a.user).localeCompare(nameOf(b.user)),
  )
}

interface MemberProps {
  readonly member: RoomMember
  readonly admin: boolean
  readonly onGive: (role: 'admin' | 'member') => void
  readonly onRemove: () => void
}

function Member({ member: { user, role, room_id }, admin, onGive, onRemove }: MemberProps) {
  const store = useWorkspace()
  const online = useOnline()
  const typing = useTyping(room_id).includes(user.id)
  const own = user.id === store.me.value.id
  return (
    <PersonRow
      user={store.people.now(user)}
      online={online.has(user.id)}
      href={withQuery({ panel: `profile:${user.id}` })}
      marks={
        <>
          {own ? <Badge>You</Badge> : null}
          {role === 'admin' ? <Badge tone="accent">Admin</Badge> : null}
        </>
      }
      note={typing ? <span class="is-typing">typing…</span> : undefined}
      actions={
        admin && !own ? (
          <Menu
            compact
            label={`More about ${nameOf(user)}`}
            entries={[
              role === 'admin'
                ? { label: 'Make member', icon: PeopleIcon, onSelect: () => onGive('member') }
                : { label: 'Make room admin', icon: ShieldIcon, onSelect: () => onGive('admin') },
              { label: 'Remove from room', icon: TrashIcon, danger: true, onSelect: onRemove },
            ]}
          />
        ) : undefined
      }
    />
  )
}
