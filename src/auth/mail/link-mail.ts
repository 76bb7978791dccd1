import type { Mail } from './mail.ts'

export interface LinkMail {
  readonly to: string
  readonly subject: string
  /** A sentence that says what the link is for. */
  readonly says: string
  /** What the link is called. */
  readonly action: string
  /** Made of our own origin, never of what a request says. */
  readonly link: string
  /** What holds of it: how long, and what to do for who did not ask for it. */
  readonly note: string
}

/** A mail around one link, as plain text and as HTML that loads nothing. */
export function linkMail({ to, subject, says, action, link, note }: LinkMail): Mail {
  const [said, called, href, noted] = [says, action, link, note].map(Bun.escapeHTML)
  return {
    to,
    subject,
    text: [says, link, note, ''].join('\n\n').trimEnd(),
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${Bun.escapeHTML(subject)}</title>
<body style="font:16px/1.5 system-ui,sans-serif;color:#1d1d1f;max-width:34rem;margin:2rem auto;padding:0 1rem">
<p>${said}</p>
<p><a href="${href}" style="display:inline-block;padding:.6rem 1.2rem;border-radius:.4rem;background:#1f4fd8;color:#fff;text-decoration:none">${called}</a></p>
<p>Or open this address: <br><a href="${href}">${href}</a></p>
<p style="color:#5c5c66">${noted}</p>
</body></html>`,
  }
}
