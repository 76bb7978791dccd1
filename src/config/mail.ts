import { ConfigError, type Environment, shown, text } from './environment.ts'

/** How mail leaves the server. */
export interface MailConfig {
  /** May hold a password. */
  readonly smtpUrl: string
  readonly from: { readonly name: string; readonly address: string }
}

export function mail(env: Environment): MailConfig | undefined {
  const smtpUrl = text(env, 'SMTP_URL')
  if (smtpUrl === undefined) return undefined
  const url = URL.parse(smtpUrl)
  // It may carry a password, so that a wrong one is not repeated.
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    const allowed = 'such as smtps://user:password@mail.example.com'
    throw new ConfigError('SMTP_URL', `is not an smtp or smtps address ${allowed}`)
  }
  return { smtpUrl, from: sender(env) }
}

/** A name and an address in angle brackets, or an address alone. */
const SENDER = /^(?:(?<name>[^<>"\p{Cc}]*)<)?(?<address>[^\s<>@,;]+@[^\s<>@,;]+?)>?$/u

function sender(env: Environment): MailConfig['from'] {
  const value = text(env, 'EMAIL_FROM')
  const allowed = 'Conclave <chat@example.com>'
  if (value === undefined) {
    throw new ConfigError('EMAIL_FROM', `is not set: mail needs a sender such as ${allowed}`)
  }
  const { name, address } = SENDER.exec(value)?.groups ?? {}
  if (address === undefined || value.endsWith('>') !== (name !== undefined)) {
    throw new ConfigError('EMAIL_FROM', `is ${shown(value)}: it must be an address or ${allowed}`)
  }
  return { name: name?.trim() ?? '', address }
}
