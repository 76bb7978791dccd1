import { useState } from 'preact/hooks'
import type { PublicRoom } from '../../../../client/generated/types.ts'
import { navigate } from '../../location.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { HashIcon, PlusIcon } from '../../ui/icons.tsx'
import { toastProblem } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { openDialog } from '../dialogs.tsx'
import { LoadedList } from '../parts/loaded.tsx'
import { PaneHead } from '../parts/pane.tsx'
import { Card } from '../parts/section.tsx'
import { useList } from '../parts/use-list.ts'

/** The public rooms of a workspace, those that one is not in among them. */
export function BrowseRooms() {
  const store = useWorkspace()
  const { conclave, id, slug } = store
  const list = useList(
    async (after: number | undefined, signal) => {
      const page = await conclave.listPublicRooms(
        { workspace: id, ...(after && { after }) },
        { signal },
      )
      return { items: page.rooms, next: page.next_cursor }
    },
    [id],
  )
  const create = (
    <Button icon={PlusIcon} kind="primary" onClick={() => openDialog('create-room')}>
      Create a room
    </Button>
  )
  return (
    <section class="pane">
      <PaneHead
        title="Browse rooms"
        note="Public rooms of this workspace"
        back={`/w/${slug}`}
        actions={create}
      />
      <div class="pane-body">
        <div class="page">
          <Card>
            <LoadedList
              list={list}
              label="the rooms"
              empty={
                <EmptyState icon={HashIcon} title="No public rooms yet">
                  Create one, and everybody here can find it and join.
                </EmptyState>
              }
            >
              {(rooms) => (
                <ul class="rows" aria-label="Public rooms">
                  {rooms.map((room) => (
                    <li key={room.id}>
                      <PublicRoomRow room={room} />
                    </li>
                  ))}
                </ul>
              )}
            </LoadedList>
          </Card>
        </div>
      </div>
    </section>
  )
}

function PublicRoomRow({ room }: { readonly room: PublicRoom }) {
  const store = useWorkspace()
  const [busy, setBusy] = useState(false)
  const href = `/w/${store.slug}/r/${room.id}`
  const name = room.name ?? 'Room'
  async function join(): Promise<void> {
    setBusy(true)
    try {
      const path = { workspace: store.id, room: room.id }
      await store.conclave.addRoomMember({ ...path, user: 'me', body: {} })
      await store.reload()
      navigate(href)
    } catch (error) {
      toastProblem(error)
      setBusy(false)
    }
  }
  const people = room.member_count === 1 ? 'one member' : `${room.member_count} members`
  return (
    <div class="row">
      <span class="row-icon">
        <HashIcon />
      </span>
      <div class="row-text">
        <div class="row-title">
          {room.joined ? <a href={href}>{name}</a> : name}
          {room.archived_at === null ? null : <Badge tone="warn">Archived</Badge>}
        </div>
        <div class="row-note">{room.topic === null ? people : `${people} · ${room.topic}`}</div>
      </div>
      {room.joined ? (
        <a class="button compact" href={href}>
          Open
          <span class="unseen"> {name}</span>
        </a>
      ) : (
        <Button compact busy={busy} onClick={() => void join()}>
          Join
          <span class="unseen"> {name}</span>
        </Button>
      )}
    </div>
  )
}
