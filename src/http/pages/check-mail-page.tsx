/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import { htmlPage } from './html-page.tsx'
import { withNext } from './next.ts'

interface CheckMailPageOptions {
  readonly lead: ComponentChildren
  /** How long the link is good for. */
  readonly worksOnce: string
  /** What the button says that leads to the sign-in. */
  readonly back: string
  /** Where to go from there. */
  readonly next: string
  /** Mail is printed where the server was started. */
  readonly development: boolean
}

/** A link is on its way. */
export function checkMailPage(options: CheckMailPageOptions): Response {
  const { lead, worksOnce, back, next, development } = options
  return htmlPage({
    title: 'Check your mail',
    children: (
      <div class="card">
        <h1>Check your mail</h1>
        <p class="lead">{lead}</p>
        {development ? (
          <p class="note">
            This development server has no SMTP_URL, so the mail was printed where it was started.
          </p>
        ) : null}
        <p class="small hint">
          {worksOnce} Nothing there? Look into the spam folder, and whether the address is right.
        </p>
        <a class="button" href={withNext('/sign-in', next)}>
          {back}
        </a>
      </div>
    ),
  })
}
