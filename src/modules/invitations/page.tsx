/** @jsxImportSource preact */
import type { LivingInvitation } from '../../auth/invitations.ts'
import { Alert } from '../../http/pages/fields.tsx'
import { htmlPage } from '../../http/pages/html-page.tsx'
import { withNext } from '../../http/pages/next.ts'

interface InvitationPageOptions {
  readonly invitation: LivingInvitation
  readonly secret: string
  /** The address of whoever is signed in. */
  readonly email: string | null
  /** Why they cannot join by it. */
  readonly refusal?: string
  readonly status?: number
}

// The secret is part of the path: not even our own log may have it as a referrer. The origin
// alone is still sent, because without any a browser would post the form with `Origin: null`.
const headers = { 'referrer-policy': 'strict-origin', vary: 'accept' }

/** What an invitation leads to, and a button: nobody joins anything by opening a link. */
export function invitationPage(options: InvitationPageOptions): Response {
  const { invitation, secret, email, refusal, status = 200 } = options
  const { workspace_name: workspace, inviter_name: inviter, role } = invitation
  const path = `/invitations/${secret}`
  return htmlPage({
    title: `Join ${workspace}`,
    status,
    headers,
    children: (
      <div class="card">
        <h1>Join {workspace}</h1>
        <p class="lead">
          {inviter === null ? 'You are invited' : `${inviter} invites you`} to{' '}
          <strong>{workspace}</strong> as {role === 'admin' ? 'an admin' : 'a member'}.
        </p>
        {refusal === undefined ? null : <Alert>{refusal}</Alert>}
        {email === null ? (
          <a class="button primary" href={withNext('/sign-in', path)}>
            Sign in to join
          </a>
        ) : (
          <>
            <p class="small hint">
              You are signed in as <strong>{email}</strong>. <a href="/sign-out">Sign out</a> to
              join as somebody else.
            </p>
            {refusal === undefined ? (
              <form method="post" action={`${path}/join`}>
                <button type="submit" class="button primary">
                  Join
                </button>
              </form>
            ) : (
              <a class="button" href="/">
                To your workspaces
              </a>
            )}
          </>
        )}
      </div>
    ),
  })
}

/** For whoever has joined before, perhaps by this very link. */
export function memberPage({ workspace_name: workspace }: LivingInvitation): Response {
  return htmlPage({
    title: workspace,
    headers,
    children: (
      <div class="card">
        <h1>You have joined already</h1>
        <p class="lead">
          You are a member of <strong>{workspace}</strong>.
        </p>
        <a class="button primary" href="/">
          To your workspaces
        </a>
      </div>
    ),
  })
}

/** The same page for whatever ended it, or never was. */
export function endedPage(): Response {
  return htmlPage({
    title: 'No such invitation',
    status: 404,
    headers,
    children: (
      <div class="card">
        <h1>This invitation does not work</h1>
        <p class="lead">
          It has expired, was revoked or used already, or the link is not complete. Ask whoever sent
          it for another one.
        </p>
        <a class="button" href="/">
          To your workspaces
        </a>
      </div>
    ),
  })
}
