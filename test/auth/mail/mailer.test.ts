import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { linkMail } from '../../../src/auth/mail/link-mail.ts'
import { mailerFor } from '../../../src/auth/mail/mailer.ts'
import { loadConfig } from '../../../src/config.ts'
import { createLogger } from '../../../src/log.ts'
import { type MailServer, mailServer } from '../../harness/mail-server.ts'

let smtp: MailServer
let logged: string[]
let printed: string[]
beforeEach(async () => {
  smtp = await mailServer()
  logged = []
  printed = []
})
afterEach(() => smtp.stop())

function mailer(env: Record<string, string> = {}) {
  const log = createLogger('info', { write: (line) => void logged.push(line) })
  return mailerFor(loadConfig(env), log, (text) => void printed.push(text))
}

const bySmtp = () => mailer({ SMTP_URL: smtp.url, EMAIL_FROM: 'Zoë <chat@acme.test>' })

const link = 'https://chat.acme.test/confirm?token=abc&x=1'
const mail = (to: string) =>
  linkMail({
    to,
    subject: 'Your link — Conclave',
    says: 'A <b>link</b> for you.',
    action: 'Open it',
    link,
    note: 'It holds for an hour.',
  })

describe('by SMTP', () => {
  test('a mail arrives, with the link in the plain text and in the HTML', async () => {
    const mailer = bySmtp()
    mailer.send(mail('ada@acme.test'))
    // It has not even left while the answer is being made.
    expect(smtp.received).toEqual([])
    await mailer.drained()

    expect(smtp.received).toMatchObject([
      { from: 'chat@acme.test', to: ['ada@acme.test'], subject: 'Your link — Conclave' },
    ])
    expect(smtp.received[0]?.text).toBe(
      ['A <b>link</b> for you.', link, 'It holds for an hour.'].join('\n\n'),
    )
    expect(smtp.received[0]?.raw).toContain('&lt;b&gt;')
    expect(logged).toEqual([])
  })

  test('many are sent, few at the same time', async () => {
    const mailer = bySmtp()
    const people = Array.from({ length: 20 }, (_, i) => `person-${i}@acme.test`)
    for (const person of people) mailer.send(mail(person))
    await mailer.drained()
    expect(smtp.received.flatMap(({ to }) => to).sort()).toEqual(people.toSorted())
  })

  test('one address is one address, whatever is in it', async () => {
    const mailer = bySmtp()
    mailer.send(mail('ada@acme.test, bob@acme.test'))
    mailer.send({ ...mail('carol@acme.test'), subject: 'Hello\r\nBcc: bob@acme.test' })
    await mailer.drained()
    expect(smtp.received.flatMap(({ to }) => to)).not.toContain('bob@acme.test')
    expect(smtp.received.map(({ raw }) => raw).join('\n')).not.toMatch(/^Bcc:/m)
  })

  test('what nobody takes is logged without the address, and holds nothing up', async () => {
    const mailer = bySmtp()
    smtp.refusal = 550
    mailer.send(mail('ada@acme.test'))
    await mailer.drained()
    smtp.refusal = undefined
    mailer.send(mail('bob@acme.test'))
    await mailer.drained()

    expect(smtp.received).toMatchObject([{ to: ['bob@acme.test'] }])
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', code: 'EENVELOPE', response_code: 550, msg: 'mail could not be delivered' },
    ])
    expect(logged.join()).not.toContain('ada')
    expect(logged.join()).not.toContain('token')
  })

  test('a server that is gone is logged', async () => {
    const mailer = bySmtp()
    await smtp.stop()
    mailer.send(mail('ada@acme.test'))
    await mailer.close()
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ msg: 'mail could not be delivered' })
    smtp = await mailServer()
  })
})

describe('without SMTP_URL', () => {
  test('development prints the mail', async () => {
    const own = mailer()
    own.send(mail('ada@acme.test'))
    await own.close()
    expect(own.canSend).toBe(true)
    expect(printed.join()).toContain('Mail to ada@acme.test')
    expect(printed.join()).toContain(link)
  })

  test('production sends and prints nothing, and says so', async () => {
    const own = mailer({
      NODE_ENV: 'production',
      AUTH_SECRET: 'x'.repeat(32),
      AUTH_URL: 'https://chat.acme.test',
    })
    own.send(mail('ada@acme.test'))
    await own.close()
    expect(own.canSend).toBe(false)
    expect(printed).toEqual([])
    expect(logged.join()).toContain('mail dropped')
  })
})
