import type { User } from '../../../../client/generated/types.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EditIcon, MessageIcon } from '../../ui/icons.tsx'
import { dateOf } from '../../ui/moment.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf, useOnline } from '../parts/facts.ts'
import { roleNames } from '../parts/roles.ts'
import { useDirectRoom } from './use-direct-room.ts'

interface ProfileCardProps {
  readonly user: User
  /** The dialog around it, if there is one, has done its duty. */
  readonly onLeave?: () => void
}

/** Who somebody is, and the way to write to them. */
export function ProfileCard({ user, onLeave }: ProfileCardProps) {
  const store = useWorkspace()
  const { busy, open } = useDirectRoom()
  const online = useOnline().has(user.id)
  const own = user.id === store.me.value.id
  return (
    <div class="profile">
      <Avatar of={user} size="xl" online={online} />
      <h3>{nameOf(user)}</h3>
      {user.username === null ? null : <p class="muted">@{user.username}</p>}
      <div class="profile-marks">
        <Badge tone={online ? 'good' : undefined}>{online ? 'Here now' : 'Away'}</Badge>
        <Badge>{user.role === null ? 'Not a member any more' : roleNames[user.role]}</Badge>
      </div>
      <dl class="facts">
        {user.email === null ? null : (
          <div>
            <dt>E-mail</dt>
            <dd>
              <a href={`mailto:${user.email}`}>{user.email}</a>
            </dd>
          </div>
        )}
        <div>
          <dt>Here since</dt>
          <dd>{dateOf(user.created_at)}</dd>
        </div>
      </dl>
      {own ? (
        <a class="button wide" href={`/w/${store.slug}/settings/profile`}>
          <EditIcon /> Edit your profile
        </a>
      ) : user.role === null ? null : (
        <Button
          wide
          kind="primary"
          icon={MessageIcon}
          busy={busy}
          onClick={() => void open(user.id).then(onLeave)}
        >
          Message
        </Button>
      )}
    </div>
  )
}
