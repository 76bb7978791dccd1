/** @jsxImportSource preact */
import type { Caller } from '../../auth/authority.ts'
import { LONGEST_WORKSPACE_NAME } from '../../auth/create-workspace.ts'
import type { MembershipOfPerson } from '../../auth/memberships.ts'
import { Alert, Field } from '../../http/pages/fields.tsx'
import { htmlPage } from '../../http/pages/html-page.tsx'

export interface HomePageOptions {
  readonly person: Pick<Caller, 'email' | 'name'>
  readonly workspaces: readonly MembershipOfPerson[]
  /** Whether to offer the form for a new workspace. */
  readonly mayCreate: boolean
  /** What was typed into the form for a new workspace, and what is wrong with it. */
  readonly form?: WorkspaceForm
  readonly status?: number
}

export interface WorkspaceForm {
  readonly name: string
  readonly slug: string
  /** By field. */
  readonly errors: Readonly<Partial<Record<'name' | 'slug', string>>>
}

/** What a browser sees who is signed in: who they are, and where they belong. */
export function homePage(options: HomePageOptions): Response {
  const { person, workspaces, mayCreate, form, status = 200 } = options
  return htmlPage({
    title: form === undefined ? 'Your workspaces' : 'Error: create a workspace',
    status,
    wide: true,
    aside: (
      <nav class="who" aria-label="Account">
        <span>{person.email}</span>
        <a class="button quiet" href="/sign-out">
          Sign out
        </a>
      </nav>
    ),
    children: (
      <>
        <section class="card">
          <h1>{person.name === null ? 'Welcome' : `Welcome, ${person.name}`}</h1>
          {workspaces.length === 0 ? (
            <p class="lead">
              You are in no workspace yet. {mayCreate ? 'Create one below, or ask' : 'Ask'} for an
              invitation to <strong>{person.email}</strong>.
            </p>
          ) : (
            <>
              <p class="lead">Your workspaces</p>
              <ul class="list">{workspaces.map(Workspace)}</ul>
            </>
          )}
        </section>
        {mayCreate ? <NewWorkspace form={form ?? { name: '', slug: '', errors: {} }} /> : null}
        <section class="card">
          <h2>The API</h2>
          <p class="hint">
            Swagger UI is signed in as you: every operation can be tried out at once.
          </p>
          <ul class="list">
            <Try to="Me/getMe" what="Who you are" />
            <Try to="Rooms/createRoom" what="Make a room" />
            <Try to="Invitations/createInvitation" what="Invite somebody" />
            <Try to="Messages/sendMessage" what="Send and read messages" />
            <Try to="Tokens/listTokens" what="API tokens for your programs" />
            <Try to="Sessions/listSessions" what="Where you are signed in" />
          </ul>
        </section>
      </>
    ),
  })
}

function Workspace({ id, name, slug, role, state }: MembershipOfPerson) {
  return (
    <li key={id}>
      <span>
        <a href={`/workspaces/${slug}/rooms`}>{name}</a> <span class="small hint">{slug}</span>
      </span>
      <span class="tag">{state === 'active' ? role : `${role}, ${state.replace('_', ' ')}`}</span>
    </li>
  )
}

function Try({ to, what }: { readonly to: string; readonly what: string }) {
  return (
    <li>
      <a href={`/swagger#/${to}`}>{what}</a>
    </li>
  )
}

function NewWorkspace({ form: { name, slug, errors } }: { readonly form: WorkspaceForm }) {
  const wrong = Object.entries(errors)
  return (
    <section class="card">
      <h2>Create a workspace</h2>
      <form method="post" action="/new-workspace" novalidate>
        {wrong.length === 0 ? null : (
          <Alert>
            {wrong.map(([field, error]) => (
              <div key={field}>
                <a href={`#${field}`}>{error}</a>
              </div>
            ))}
          </Alert>
        )}
        <div class="row">
          <Field
            label="Name"
            name="name"
            autocomplete="organization"
            value={name}
            error={errors.name}
            hint="As people call it"
            maxLength={LONGEST_WORKSPACE_NAME}
          />
          <Field
            label="Address"
            name="slug"
            autocomplete="off"
            value={slug}
            error={errors.slug}
            hint="Letters, digits and hyphens, as in acme-labs"
            maxLength={63}
          />
        </div>
        <button type="submit" class="button primary">
          Create
        </button>
      </form>
    </section>
  )
}
