import { etagOf } from '../../../../client/etag.ts'
import { navigate } from '../../location.ts'
import { useSession } from '../../session.ts'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { Note } from '../../ui/note.tsx'
import { SelectField } from '../../ui/select.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { useIsOwner } from '../parts/facts.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Section } from '../parts/section.tsx'
import { useLoad } from '../parts/use-load.ts'

/** What a workspace is called, where it is, and how long it keeps what is said. */
export function General() {
  return (
    <>
      <Naming />
      <Retention />
    </>
  )
}

function Naming() {
  const store = useWorkspace()
  const { slug } = store
  const { refresh } = useSession()
  async function save(values: FormValues): Promise<void> {
    const asked = { name: values.text('name'), slug: values.text('slug').toLowerCase() }
    const changed = await store.conclave.updateWorkspace({ workspace: store.id, body: asked })
    await refresh()
    toast('The workspace is saved.', { tone: 'good' })
    if (changed.slug === slug) await store.reloadWorkspace()
    else navigate(`/w/${changed.slug}/settings/general`, { replace: true })
  }
  return (
    <Section
      title="Name and address"
      hint="Both can change at any time. The old address leads to the new one."
    >
      <Form class="fields" onSubmit={save} codes={{ slug_taken: 'slug' }}>
        <TextField label="Name" name="name" value={store.workspace.value.name} maxLength={80} />
        <TextField
          label="Address"
          name="slug"
          value={slug}
          affix={`${window.location.host}/w/`}
          plain
          maxLength={63}
          hint="Letters, digits and hyphens."
          rule="Use lower-case letters, digits and hyphens between them."
        />
        <div class="buttons">
          <Submit whenChanged>Save</Submit>
        </div>
      </Form>
    </Section>
  )
}

const spans = [30, 90, 180, 365, 730]

function Retention() {
  const { id, conclave } = useWorkspace()
  const owner = useIsOwner()
  const load = useLoad(
    (signal) => conclave.getWorkspaceSettings({ workspace: id }, { signal }),
    [id],
  )
  return (
    <Section
      title="How long messages are kept"
      hint="Older messages and their files are erased for good, a little later."
    >
      <Loaded load={load} label="the settings" rows={1}>
        {(settings) => {
          const kept = settings.retention_days
          const days =
            kept === null || spans.includes(kept) ? spans : [...spans, kept].sort((a, b) => a - b)
          return (
            <Form
              class="fields"
              onSubmit={async (values) => {
                const chosen = values.text('retention_days')
                const retention_days = chosen === '' ? null : Number(chosen)
                const call = { ifMatch: etagOf(settings) }
                load.set(
                  await conclave.updateWorkspaceSettings(
                    { workspace: id, body: { retention_days } },
                    call,
                  ),
                )
                toast('How long messages are kept is saved.', { tone: 'good' })
              }}
            >
              <SelectField
                label="Keep messages"
                name="retention_days"
                value={kept === null ? '' : String(kept)}
                disabled={!owner}
                options={[
                  { value: '', label: 'For good' },
                  ...days.map((count) => ({ value: String(count), label: `For ${count} days` })),
                ]}
              />
              {owner ? (
                <div class="buttons">
                  <Submit whenChanged>Save</Submit>
                </div>
              ) : (
                <Note>Only owners can change this.</Note>
              )}
            </Form>
          )
        }}
      </Loaded>
    </Section>
  )
}
