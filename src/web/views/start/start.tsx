import { useState } from 'preact/hooks'
import type { Workspace } from '../../../../client/generated/types.ts'
import { useTitle } from '../../page-title.ts'
import { useSession } from '../../session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkIcon, PeopleIcon, PlusIcon } from '../../ui/icons.tsx'
import { Mark } from '../../ui/mark.tsx'
import { toast, toastProblem } from '../../ui/toasts.tsx'
import { openDialog } from '../dialogs.tsx'
import { LoadedList } from '../parts/loaded.tsx'
import { roleNames } from '../parts/roles.ts'
import { useList } from '../parts/use-list.ts'

const states = { read_only: 'Read-only', suspended: 'Suspended', archived: 'Archived' }

/** Where somebody belongs, and the ways into more. */
export function Start() {
  const { me, conclave } = useSession()
  useTitle('Your workspaces')
  const list = useList(
    async (after: string | undefined, signal) => {
      const page = await conclave.listWorkspaces(after === undefined ? {} : { after }, { signal })
      return { items: page.workspaces, next: page.next_cursor }
    },
    [me],
  )
  return (
    <div class="solo">
      <header class="solo-head">
        <a class="brand" href="/">
          <Mark /> Conclave
        </a>
        <span class="solo-who">
          <a class="button quiet compact" href="/account/appearance">
            Account
          </a>
          <a class="button quiet compact" href="/sign-out">
            Sign out
          </a>
        </span>
      </header>
      <main class="solo-main">
        <h1>{me.name === null ? 'Welcome' : `Welcome, ${me.name}`}</h1>
        <p class="muted">You are signed in as {me.email}.</p>
        <div class="card">
          <LoadedList
            list={list}
            label="your workspaces"
            empty={
              <EmptyState icon={PeopleIcon} title="You are in no workspace yet">
                Create one, or ask for an invitation to {me.email}.
              </EmptyState>
            }
          >
            {(workspaces) => (
              <ul class="rows" aria-label="Your workspaces">
                {workspaces.map((workspace) => (
                  <WorkspaceRow key={workspace.id} {...workspace} />
                ))}
              </ul>
            )}
          </LoadedList>
        </div>
        <div class="buttons">
          <Button icon={PlusIcon} kind="primary" onClick={() => openDialog('create-workspace')}>
            Create a workspace
          </Button>
          <Button icon={LinkIcon} onClick={() => openDialog('join')}>
            Join with a link
          </Button>
        </div>
        <p class="small muted">
          Building something? <a href="/swagger">The API</a> can do all that this page does.
        </p>
      </main>
    </div>
  )
}

function WorkspaceRow(workspace: Workspace) {
  const { slug, role, state } = workspace
  if (state === 'archived' || state === 'suspended') {
    return (
      <li class="row closed">
        <About {...workspace} />
        {state === 'archived' && role === 'owner' ? <TakeBack {...workspace} /> : null}
      </li>
    )
  }
  return (
    <li>
      <a class="row pressable" href={`/w/${slug}`}>
        <About {...workspace} />
      </a>
    </li>
  )
}

function About({ id, slug, name, role, state }: Workspace) {
  return (
    <>
      <Avatar of={{ id, name }} />
      <span class="row-text">
        <span class="row-title">
          {name}
          <Badge>{roleNames[role]}</Badge>
          {state === 'active' ? null : <Badge tone="warn">{states[state]}</Badge>}
        </span>
        <span class="row-note">/w/{slug}</span>
      </span>
    </>
  )
}

/** Out of the archive; unpacking a large one takes a while. */
function TakeBack({ id, name }: Workspace) {
  const { conclave, refresh } = useSession()
  const [busy, setBusy] = useState(false)
  async function takeBack(): Promise<void> {
    setBusy(true)
    try {
      await conclave.setWorkspaceState({ workspace: id, body: { state: 'active' } })
      await refresh()
      toast(`${name} is out of the archive.`, { tone: 'good' })
    } catch (error) {
      toastProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button compact busy={busy} onClick={() => void takeBack()}>
      Take back
      <span class="unseen"> {name}</span>
    </Button>
  )
}
