import { useState } from 'preact/hooks'
import { useSession } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Form, Submit } from '../../ui/form.tsx'
import { Note } from '../../ui/note.tsx'
import { toast, toastProblem } from '../../ui/toasts.tsx'
import { Section } from '../parts/section.tsx'

/** The password, where there is one; a mailed link sets the first. */
export function Security() {
  const { conclave, me } = useSession()
  const [round, setRound] = useState(0)
  const [mailed, setMailed] = useState(false)
  const mail = () => {
    conclave.resetPassword({ body: { email: me.email } }).then(() => setMailed(true), toastProblem)
  }
  return (
    <>
      <Section title="Change your password" hint="All of your other sessions end. API tokens stay.">
        <Form
          key={round}
          class="fields"
          codes={{ wrong_password: 'current_password' }}
          onSubmit={async (values) => {
            await conclave.changePassword({
              body: {
                current_password: values.exact('current_password'),
                new_password: values.exact('new_password'),
              },
            })
            toast('Your password is changed.', { tone: 'good' })
            setRound(round + 1)
          }}
        >
          <TextField
            label="Current password"
            name="current_password"
            type="password"
            autocomplete="current-password"
          />
          <TextField
            label="New password"
            name="new_password"
            type="password"
            autocomplete="new-password"
            hint="At least 10 characters, of any kind."
          />
          <div class="buttons">
            <Submit whenChanged>Change password</Submit>
          </div>
        </Form>
      </Section>
      <Section
        title="No password yet, or forgotten?"
        hint={`A link by which you choose one goes to ${me.email}.`}
      >
        {mailed ? (
          <Note tone="good" sudden>
            If your account can have a password, a mail is on its way. Its link works for an hour.
          </Note>
        ) : (
          <div class="buttons">
            <Button onClick={mail}>Mail me a link</Button>
          </div>
        )}
      </Section>
    </>
  )
}
