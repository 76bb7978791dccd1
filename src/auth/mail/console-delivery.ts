import type { Delivery, Mail } from './mail.ts'

/** In development without SMTP_URL, mail is printed where the server was started. */
export function consoleDelivery(print: (text: string) => void): Delivery {
  return {
    async deliver({ to, subject, text }: Mail) {
      const lines = [`Mail to ${to}`, subject, '', ...text.split('\n')]
      print(`\n${lines.map((line) => `  │ ${line}`.trimEnd()).join('\n')}\n`)
    },
  }
}
