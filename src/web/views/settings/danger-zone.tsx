import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { WorkspaceState } from '../../../../client/generated/types.ts'
import { navigate } from '../../location.ts'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { Section } from '../parts/section.tsx'
import { Transfer } from './transfer.tsx'

type Asked = 'read_only' | 'active' | 'archived' | 'delete' | 'transfer' | null

/** What changes the workspace for everybody, or ends it. */
export function DangerZone() {
  const store = useWorkspace()
  const { refresh } = useSession()
  const [asked, ask] = useState<Asked>(null)
  const { name, slug, state } = store.workspace.value
  const readOnly = state === 'read_only'
  const close = () => ask(null)

  async function bring(to: WorkspaceState['state'], words: string): Promise<void> {
    await store.conclave.setWorkspaceState({ workspace: store.id, body: { state: to } })
    await refresh()
    toast(words, { tone: 'good' })
    if (to === 'archived') navigate('/')
    else await store.reloadWorkspace()
  }

  return (
    <Section title="Danger zone" hint={`For owners of ${name}. Each of these asks once more.`}>
      <ul class="card danger rows">
        <Danger
          title={readOnly ? 'Allow changes again' : 'Make it read-only'}
          hint={
            readOnly
              ? 'Nobody can change anything now.'
              : 'Everybody can read, nobody can change anything.'
          }
        >
          <Button onClick={() => ask(readOnly ? 'active' : 'read_only')}>
            {readOnly ? 'Allow changes…' : 'Make read-only…'}
          </Button>
        </Danger>
        <Danger
          title="Archive it"
          hint="It is packed away, and nobody can open it until an owner takes it back."
        >
          <Button onClick={() => ask('archived')}>Archive…</Button>
        </Danger>
        <Danger
          title="Hand it over"
          hint="Somebody else becomes owner in your place; you become an admin."
        >
          <Button onClick={() => ask('transfer')}>Hand over…</Button>
        </Danger>
        <Danger title="Delete it" hint="All rooms, messages and files go, for everybody.">
          <Button kind="danger" onClick={() => ask('delete')}>
            Delete workspace…
          </Button>
        </Danger>
      </ul>
      {asked === 'read_only' ? (
        <ConfirmDialog
          title={`Make ${name} read-only?`}
          confirm="Make read-only"
          onClose={close}
          onConfirm={() => bring('read_only', 'The workspace is read-only now.')}
        >
          Nobody can write, invite or change settings until you allow it again here.
        </ConfirmDialog>
      ) : null}
      {asked === 'active' ? (
        <ConfirmDialog
          title={`Allow changes in ${name}?`}
          confirm="Allow changes"
          onClose={close}
          onConfirm={() => bring('active', 'Changes are allowed again.')}
        >
          Everybody can write again.
        </ConfirmDialog>
      ) : null}
      {asked === 'archived' ? (
        <ConfirmDialog
          title={`Archive ${name}?`}
          confirm="Archive"
          danger
          typed={slug}
          onClose={close}
          onConfirm={() => bring('archived', `${name} is archived.`)}
        >
          Everybody is shown out at once. Nothing is lost: an owner can take it back from the list
          of workspaces.
        </ConfirmDialog>
      ) : null}
      {asked === 'transfer' ? <Transfer onClose={close} /> : null}
      {asked === 'delete' ? (
        <ConfirmDialog
          title={`Delete ${name}?`}
          confirm="Delete workspace"
          danger
          typed={slug}
          onClose={close}
          onConfirm={async () => {
            await store.conclave.deleteWorkspace({ workspace: store.id })
            await refresh()
            toast(`${name} is deleted.`, { tone: 'good' })
            navigate('/')
          }}
        >
          <p>
            Its rooms, messages and files disappear <strong>for everybody</strong>, at once. Only
            whoever runs this server can bring it back, for a while.
          </p>
          <p>An export before this may be a good idea.</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}

interface DangerProps {
  readonly title: string
  readonly hint: string
  readonly children: ComponentChildren
}

function Danger({ title, hint, children }: DangerProps) {
  return (
    <li class="row">
      <div class="row-text">
        <h3 class="row-title">{title}</h3>
        <p class="row-note">{hint}</p>
      </div>
      {children}
    </li>
  )
}
