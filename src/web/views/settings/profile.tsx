import { useState } from 'preact/hooks'
import { navigate } from '../../location.ts'
import { useSession } from '../../session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, type FormValues, Submit } from '../../ui/form.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf } from '../parts/facts.ts'
import { Section } from '../parts/section.tsx'

/** How one is called in this workspace, and the way out of it. */
export function Profile() {
  const store = useWorkspace()
  const user = store.me.value
  async function save(values: FormValues): Promise<void> {
    const changed = await store.conclave.updateUser({
      workspace: store.id,
      user: 'me',
      body: { name: values.text('name'), username: values.text('username') },
    })
    store.changeMe(changed)
    toast('Your profile is saved.', { tone: 'good' })
  }
  return (
    <>
      <Section
        title="Your profile"
        hint={`How people see you in ${store.workspace.value.name}. Other workspaces have their own.`}
      >
        <div class="portrait">
          <Avatar of={user} size="xl" />
          <div>
            <h3>{nameOf(user)}</h3>
            <p class="muted small">{user.email}</p>
          </div>
        </div>
        <Form class="fields" onSubmit={save} codes={{ username_taken: 'username' }}>
          <TextField
            label="Name"
            name="name"
            value={user.name ?? ''}
            autocomplete="name"
            maxLength={80}
          />
          <TextField
            label="Username"
            name="username"
            value={user.username ?? ''}
            autocomplete="username"
            affix="@"
            plain
            hint="What others type to mention you."
            rule="Use lower-case letters, digits, dots, hyphens and underscores: 32 at most, a letter or digit first."
          />
          <div class="buttons">
            <Submit whenChanged>Save</Submit>
          </div>
        </Form>
      </Section>
      <Leave />
    </>
  )
}

function Leave() {
  const { id, conclave, workspace } = useWorkspace()
  const { refresh } = useSession()
  const [asking, ask] = useState(false)
  const { name } = workspace.value
  return (
    <Section
      title="Leave this workspace"
      hint="What you wrote stays. To come back you need an invitation."
    >
      <div class="buttons">
        <Button onClick={() => ask(true)}>Leave…</Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={`Leave ${name}?`}
          confirm="Leave"
          danger
          onClose={() => ask(false)}
          onConfirm={async () => {
            await conclave.removeUser({ workspace: id, user: 'me' })
            await refresh()
            navigate('/')
          }}
        >
          You will not see its rooms and messages any more, and nobody there can write to you.
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}
