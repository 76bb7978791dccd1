import { type Static, t } from 'elysia'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../auth/password/password-rules.ts'
import { record } from '../../http/schema.ts'

const example = { email: 'ada@acme.test' }
const email = t.String({ maxLength: 254, examples: [example.email] })

export const NewAccount = record('NewAccount', { email }, { examples: [example] })

export const NewPasswordReset = record('NewPasswordReset', { email }, { examples: [example] })

const passwords = {
  current_password: 'correct horse battery staple',
  new_password: 'a sentence that only I would say',
}

export const PasswordChange = record(
  'PasswordChange',
  {
    current_password: t.String({ maxLength: 1_000, examples: [passwords.current_password] }),
    new_password: t.String({
      maxLength: 1_000,
      description: `${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters of any kind. Characters are Unicode code points.`,
      examples: [passwords.new_password],
    }),
  },
  { examples: [passwords] },
)
export type PasswordChange = Static<typeof PasswordChange>
