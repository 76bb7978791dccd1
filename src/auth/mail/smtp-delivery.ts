import { createTransport } from 'nodemailer'
import type { MailConfig } from '../../config/mail.ts'
import type { Delivery, Mail } from './mail.ts'

/** A server that says nothing for so long is given up; milliseconds. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Mail through SMTP_URL, one connection each: a relay nearby, which does the waiting and repeating. */
export function smtpDelivery({ smtpUrl, from }: MailConfig): Delivery {
  const transport = createTransport({
    ...PATIENCE,
    url: smtpUrl,
    // What stands in a mail is never the name of something to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async deliver({ to, subject, text, html }: Mail) {
      // An object is one address. A text would be read as a list of them.
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html })
    },
  }
}
