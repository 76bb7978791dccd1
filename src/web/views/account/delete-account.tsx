import { useState } from 'preact/hooks'
import { isProblem } from '../../../../client/problem.ts'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Note } from '../../ui/note.tsx'
import { Section } from '../parts/section.tsx'

/** The end of an account. */
export function DeleteAccount() {
  const { conclave, me } = useSession()
  const [asking, ask] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  return (
    <Section
      title="Delete your account"
      hint="Your name, address, password, sessions and tokens are erased, everywhere on this server. What you wrote stays, by “Deleted user”."
    >
      {refused === null ? null : (
        <Note tone="bad" sudden>
          {refused === 'sign_in_again' ? (
            <>
              To be sure that it is you, <a href="/sign-out">sign out</a>, sign in again, and come
              back here within ten minutes.
            </>
          ) : (
            'You are the only owner of a workspace with other people in it. Hand it over or delete it first.'
          )}
        </Note>
      )}
      <div class="buttons">
        <Button kind="danger" onClick={() => ask(true)}>
          Delete account…
        </Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title="Delete your account?"
          confirm="Delete account"
          danger
          typed={me.email}
          onClose={() => ask(false)}
          onConfirm={async () => {
            try {
              await conclave.deleteMe()
              window.location.assign('/')
            } catch (error) {
              if (!isProblem(error, 'sign_in_again', 'last_owner')) throw error
              setRefused(error.code)
            }
          }}
        >
          <p>This cannot be undone. Workspaces in which you are alone are deleted with you.</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}
