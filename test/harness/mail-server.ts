import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it came over the wire. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Its headers and parts, as they were sent. */
  readonly raw: string
  readonly subject: string
  /** The plain part, decoded. */
  readonly text: string
}

export interface MailServer {
  /** For SMTP_URL. */
  readonly url: string
  readonly received: readonly ReceivedMail[]
  /** What it says to the next recipients, such as `550`; undefined takes them. */
  refusal: number | undefined
  stop(): Promise<void>
}

/** A real SMTP server on a free port of the loopback interface. */
export async function mailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth({ username = '' }, _, done) {
      done(null, { user: username })
    },
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _, done) {
      const { refusal } = mail
      if (refusal === undefined) return done()
      done(Object.assign(new Error(`<${address}> is not wanted here`), { responseCode: refusal }))
    },
    async onData(stream, { envelope }, done) {
      const raw = await new Response(stream as unknown as ReadableStream).text()
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw, ...read(raw) })
      done()
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refusal: undefined,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
  return mail
}

/** As much of RFC 2045 and 2047 as nodemailer writes. */
function read(raw: string): Pick<ReceivedMail, 'subject' | 'text'> {
  const folded = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? ''
  const part = /Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw)
  const head = part?.[0].split('\r\n\r\n')[0] ?? ''
  const body = part?.[1] ?? ''
  const text = /quoted-printable/i.test(head)
    ? quotedPrintable(body)
    : /base64/i.test(head)
      ? Buffer.from(body, 'base64').toString()
      : body
  return {
    subject: folded
      .replace(/\r\n[ \t]/g, ' ')
      .replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, text: string) =>
        quotedPrintable(text.replaceAll('_', ' ')),
      ),
    text: text.replaceAll('\r\n', '\n').trimEnd(),
  }
}

function quotedPrintable(text: string): string {
  const joined = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, '%$1')
  return decodeURIComponent(joined.replace(/%(?![0-9A-F]{2})/g, '%25'))
}
