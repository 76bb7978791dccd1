import { Elysia } from 'elysia'
import { requireSession } from '../../auth/authority.ts'
import { changePassword } from '../../auth/password/change-password.ts'
import { askForResetLink, askForSignUpLink } from '../../auth/password/mailed-links.ts'
import { signedIn } from '../../http/access.ts'
import { jsonBody } from '../../http/json-body.ts'
import { operation } from '../../http/operation.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Services } from '../../services.ts'
import { NewAccount, NewPasswordReset, PasswordChange } from './schema.ts'

/** Accounts with a password: asking for one, for another one, and changing it. */
export function passwords(services: Services) {
  const { auth } = services
  const asking = new Elysia()
    .post(
      '/accounts',
      ({ body, request, set, server }) => {
        askForSignUpLink(
          services,
          { email: body.email, next: '/' },
          visitorOf({ request, set, server }),
        )
        set.status = 202
      },
      {
        parse: jsonBody,
        body: NewAccount,
        detail: operation({
          id: 'createAccount',
          tag: 'Accounts',
          summary: 'Ask for an account',
          description:
            'A link goes to the address. Who opens it, within 24 hours, chooses a password there and is signed in. For an address that has an account the answer is the same, and the mail another one.',
          access: 'public',
          answers: { 202: 'A mail is on its way.' },
          problems: [403, 429],
        }),
      },
    )
    .post(
      '/password-resets',
      ({ body, request, set, server }) => {
        askForResetLink(
          services,
          { email: body.email, next: '/' },
          visitorOf({ request, set, server }),
        )
        set.status = 202
      },
      {
        parse: jsonBody,
        body: NewPasswordReset,
        detail: operation({
          id: 'resetPassword',
          tag: 'Accounts',
          summary: 'Ask for a new password',
          description:
            'A link goes to the address, if it is that of an account; the answer is the same if not. Who opens it, within an hour, chooses a new password there; all sessions of the account end.',
          access: 'public',
          answers: { 202: 'If there is such an account, a mail is on its way.' },
          problems: [403, 429],
        }),
      },
    )
  const changing = new Elysia().use(signedIn(services)).put(
    '/me/password',
    async ({ caller, body, request, set, server }) => {
      requireSession(caller)
      const change = { current: body.current_password, next: body.new_password }
      await changePassword(auth, caller, change, visitorOf({ request, set, server }))
      set.status = 204
    },
    {
      parse: jsonBody,
      body: PasswordChange,
      detail: operation({
        id: 'changePassword',
        tag: 'Accounts',
        summary: 'Change your password',
        description:
          'Ends all of your sessions but this one. API tokens stay. Who has no password yet, or has forgotten it, asks for a mailed link.',
        answers: { 204: 'It is changed.' },
        problems: [403, 429, 503, 507],
      }),
    },
  )
  return new Elysia({ name: 'passwords' }).use(asking).use(changing)
}
