import { useState } from 'preact/hooks'
import type { User } from '../../../../client/generated/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { MessageIcon, PeopleIcon, SearchIcon, UserPlusIcon } from '../../ui/icons.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { openDialog } from '../dialogs.tsx'
import { nameOf, useMayAdminister, useOnline } from '../parts/facts.ts'
import { Loaded } from '../parts/loaded.tsx'
import { PaneHead } from '../parts/pane.tsx'
import { PersonRow } from '../parts/person-row.tsx'
import { rank } from '../parts/rank.ts'
import { roleNames } from '../parts/roles.ts'
import { Card } from '../parts/section.tsx'
import { usePeople } from '../parts/use-people.ts'
import { ProfileDialog } from './profile-dialog.tsx'
import { useDirectRoom } from './use-direct-room.ts'

/** Everybody in the workspace. */
export function People() {
  const store = useWorkspace()
  const [typed, setTyped] = useState('')
  const [shown, show] = useState<User | null>(null)
  const load = usePeople()
  const online = useOnline()
  const admin = useMayAdminister()
  const count = load.value?.length
  return (
    <section class="pane">
      <PaneHead
        title="People"
        note={
          count === undefined
            ? undefined
            : `${count === 1 ? 'One person' : `${count} people`}, ${online.size} here now`
        }
        back={`/w/${store.slug}`}
        actions={
          admin ? (
            <Button icon={UserPlusIcon} onClick={() => openDialog('invite')}>
              Invite
            </Button>
          ) : null
        }
      />
      <div class="pane-body">
        <div class="page fields">
          <div class="searching">
            <SearchIcon />
            <input
              class="input"
              type="search"
              aria-label="Find people"
              placeholder="Name, username or address"
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          </div>
          <Card>
            <Loaded load={load} label="the people" rows={6}>
              {(users) => {
                const found = rank(
                  users.map((user) => ({
                    user,
                    label: nameOf(user),
                    note: `${user.username ?? ''} ${user.email ?? ''}`,
                  })),
                  typed,
                )
                if (found.length === 0) {
                  return <EmptyState icon={PeopleIcon} title="Nobody of that name" />
                }
                return (
                  <ul class="rows" aria-label="People">
                    {found.map(({ user }) => (
                      <li key={user.id}>
                        <PersonInDirectory user={user} onShow={() => show(user)} />
                      </li>
                    ))}
                  </ul>
                )
              }}
            </Loaded>
          </Card>
        </div>
      </div>
      {shown === null ? null : <ProfileDialog user={shown} onClose={() => show(null)} />}
    </section>
  )
}

interface PersonInDirectoryProps {
  readonly user: User
  readonly onShow: () => void
}

function PersonInDirectory({ user, onShow }: PersonInDirectoryProps) {
  const store = useWorkspace()
  const own = user.id === store.me.value.id
  const online = useOnline()
  const { busy, open } = useDirectRoom()
  return (
    <PersonRow
      user={user}
      online={online.has(user.id)}
      marks={
        <>
          {own ? <Badge>You</Badge> : null}
          {user.role === null || user.role === 'member' ? null : (
            <Badge tone="accent">{roleNames[user.role]}</Badge>
          )}
        </>
      }
      onShow={onShow}
      actions={
        own ? undefined : (
          <Button
            compact
            class="shy"
            icon={MessageIcon}
            busy={busy}
            onClick={() => void open(user.id)}
          >
            Message
            <span class="unseen"> {nameOf(user)}</span>
          </Button>
        )
      }
    />
  )
}
