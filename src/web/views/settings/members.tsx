import { useState } from 'preact/hooks'
import type { User } from '../../../../client/generated/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PeopleIcon, TrashIcon, UserPlusIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Select } from '../../ui/select.tsx'
import { toast, toastProblem } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { openDialog } from '../dialogs.tsx'
import { nameOf, useIsOwner, useOnline } from '../parts/facts.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { PersonRow } from '../parts/person-row.tsx'
import { type Role, roleNames } from '../parts/roles.ts'
import { Card, Section } from '../parts/section.tsx'
import { useList } from '../parts/use-list.ts'

/** Who is in the workspace, and what they may do. */
export function Members() {
  const store = useWorkspace()
  const { id, conclave } = store
  const [removing, remove] = useState<User | null>(null)
  const [asked, ask] = useState<{ readonly user: User; readonly role: Role } | null>(null)
  const list = useList(
    async (after: string | undefined, signal) => {
      const page = await conclave.listUsers({ workspace: id, ...(after && { after }) }, { signal })
      return { items: page.users.filter(({ role }) => role !== null), next: page.next_cursor }
    },
    [id],
  )

  async function give(user: User, role: Role): Promise<void> {
    const changed = await conclave.updateUser({ workspace: id, user: user.id, body: { role } })
    list.change((users) => users.map((one) => (one.id === user.id ? changed : one)))
    toast(`${nameOf(user)} is now ${roleNames[role].toLowerCase()}.`, { tone: 'good' })
    if (user.id === store.me.value.id) await store.reload()
  }
  /** The list shows again what holds. */
  const show = () => list.change((users) => [...users])

  function choose(user: User, role: Role): void {
    // What cannot be taken back alone is asked once more: arrows choose in lists, too.
    if (role === 'owner' || user.id === store.me.value.id) {
      ask({ user, role })
      return
    }
    give(user, role).catch((error: unknown) => {
      toastProblem(error)
      show()
    })
  }

  return (
    <Section
      title="Members and roles"
      hint="Admins look after people and rooms. Owners can also export, hand over and delete the workspace."
      actions={
        <Button icon={UserPlusIcon} onClick={() => openDialog('invite')}>
          Invite
        </Button>
      }
    >
      <Card>
        <LoadedList
          list={list}
          label="the members"
          empty={<EmptyState icon={PeopleIcon} title="Nobody is here yet" />}
        >
          {(users) => (
            <ul class="rows" aria-label="Members">
              {users.map((user) => (
                <li key={user.id}>
                  <Member
                    user={user}
                    onGive={(role) => choose(user, role)}
                    onRemove={() => remove(user)}
                  />
                </li>
              ))}
            </ul>
          )}
        </LoadedList>
      </Card>
      {asked === null ? null : (
        <ConfirmDialog
          title={`Make ${nameOf(asked.user)} ${roleNames[asked.role].toLowerCase()}?`}
          confirm={`Make ${roleNames[asked.role].toLowerCase()}`}
          onClose={() => {
            ask(null)
            show()
          }}
          onConfirm={() => give(asked.user, asked.role)}
        >
          {asked.role === 'owner'
            ? 'Owners can do everything: export and delete the workspace, and take your own role away.'
            : 'Only another owner or admin can give you your role back.'}
        </ConfirmDialog>
      )}
      {removing === null ? null : (
        <ConfirmDialog
          title={`Remove ${nameOf(removing)}?`}
          confirm="Remove"
          danger
          onClose={() => remove(null)}
          onConfirm={async () => {
            await conclave.removeUser({ workspace: id, user: removing.id })
            list.change((users) => users.filter((one) => one !== removing))
            toast(`${nameOf(removing)} is removed.`, { tone: 'good' })
          }}
        >
          They leave all rooms at once, and their invitations end. What they wrote stays.
        </ConfirmDialog>
      )}
    </Section>
  )
}

interface MemberProps {
  readonly user: User
  readonly onGive: (role: Role) => void
  readonly onRemove: () => void
}

function Member({ user, onGive, onRemove }: MemberProps) {
  const { me } = useWorkspace()
  const owner = useIsOwner()
  const online = useOnline()
  const own = user.id === me.value.id
  const role = user.role ?? 'member'
  // Only owners make owners, or take that away.
  const mine = owner || role !== 'owner'
  const roles: readonly Role[] = owner ? ['owner', 'admin', 'member'] : ['admin', 'member']
  return (
    <PersonRow
      user={user}
      online={online.has(user.id)}
      marks={own ? <Badge>You</Badge> : null}
      note={[user.username && `@${user.username}`, user.email].filter(Boolean).join(' · ')}
      actions={
        <>
          {mine ? (
            <Select
              class="role"
              compact
              label={`Role of ${nameOf(user)}`}
              value={role}
              options={roles.map((value) => ({ value, label: roleNames[value] }))}
              onChange={onGive}
            />
          ) : (
            <Badge>{roleNames[role]}</Badge>
          )}
          {own || !mine ? (
            <span class="no-menu" />
          ) : (
            <Menu
              compact
              label={`More about ${nameOf(user)}`}
              entries={[
                {
                  label: 'Remove from the workspace',
                  icon: TrashIcon,
                  danger: true,
                  onSelect: onRemove,
                },
              ]}
            />
          )}
        </>
      }
    />
  )
}
