import { useEffect, useState } from 'preact/hooks'
import type { RoomMember, RoomOverview } from '../../../../client/generated/types.ts'
import { withQuery } from '../../location.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PeopleIcon, ShieldIcon, TrashIcon, UserPlusIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/menu.tsx'
import { toastProblem } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf, useOnline, useTyping } from '../parts/facts.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { PersonRow } from '../parts/person-row.tsx'
import { useList } from '../parts/use-list.ts'
import { AddMembers } from './add-members.tsx'

/** Who is in a room, who of them is there, and who is typing. */
export function MemberList({ room }: { readonly room: RoomOverview }) {
  const store = useWorkspace()
  const { conclave, id } = store
  const [adding, add] = useState(false)
  const [removing, remove] = useState<RoomMember | null>(null)
  const path = { workspace: id, room: room.id }
  const list = useList(
    async (after: string | undefined, signal) => {
      const page = await conclave.listRoomMembers(
        { ...path, limit: 100, ...(after && { after }) },
        { signal },
      )
      return { items: page.members, next: page.next_cursor }
    },
    [id, room.id],
  )
  useEffect(
    () =>
      store.listen((event) => {
        if (event.room_id !== room.id) return
        if (event.type === 'member.added') list.reload()
        if (event.type === 'member.removed') {
          list.change((members) => members.filter(({ user }) => user.id !== event.data.user_id))
        }
        if (event.type === 'member.updated') {
          const { user_id, role } = event.data
          list.change((members) =>
            members.map((one) => (one.user.id === user_id ? { ...one, role } : one)),
          )
        }
      }),
    [room.id],
  )

  async function give({ user }: RoomMember, role: 'admin' | 'member'): Promise<void> {
    try {
      const changed = await conclave.changeRoomMember({ ...path, user: user.id, body: { role } })
      list.change((members) => members.map((one) => (one.user.id === user.id ? changed : one)))
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
      <LoadedList
        list={list}
        label="the members"
        empty={<EmptyState icon={PeopleIcon} title="Nobody is in this room" />}
      >
        {(members) => (
          <ul class="members" aria-label="Members">
            {members.map((member) => (
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
      </LoadedList>
      {adding ? <AddMembers room={room} onClose={() => add(false)} onAdded={list.reload} /> : null}
      {removing === null ? null : (
        <ConfirmDialog
          title={`Remove ${nameOf(removing.user)} from this room?`}
          confirm="Remove"
          danger
          onClose={() => remove(null)}
          onConfirm={async () => {
            await conclave.removeRoomMember({ ...path, user: removing.user.id })
            list.change((members) => members.filter((one) => one !== removing))
          }}
        >
          What they wrote here stays.
        </ConfirmDialog>
      )}
    </>
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
      note={typing ? <span class="typing">typing…</span> : undefined}
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
