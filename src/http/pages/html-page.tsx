/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { pageHeaders } from '../security-headers.ts'
import { STYLE_SHEET } from './assets.ts'
import { Mark } from './mark.tsx'

// Nothing inline, nothing from elsewhere: a page needs no more than this.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface PageOptions {
  /** Of the document; the name of the product follows it. */
  readonly title: string
  readonly children: ComponentChildren
  /** 200, when absent. */
  readonly status?: number
  /** What stands at the right of the head: who is signed in, say. */
  readonly aside?: ComponentChildren
  /** A page of lists, rather than one card in the middle. */
  readonly wide?: boolean
  /** Where the browser goes on by itself, at once. */
  readonly goTo?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A whole page for people, rendered here and working without scripts. Text is
 * escaped by the renderer.
 */
export function htmlPage(options: PageOptions): Response {
  const { status = 200, headers } = options
  return new Response(`<!doctype html>${renderToString(<Page {...options} />)}`, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      // Without any referrer a browser would post forms with `Origin: null`, which is nobody's.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      ...pageHeaders,
      ...headers,
    },
  })
}

/** 303: go and look there, with GET (RFC 9110 section 15.4.4). */
export function seeOther(location: string, ...cookies: readonly string[]): Response {
  const response = new Response(null, { status: 303, headers: { location } })
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}

function Page({ title, children, aside, wide = false, goTo }: PageOptions) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {goTo === undefined ? null : <meta http-equiv="refresh" content={`0;url=${goTo}`} />}
        <title>{`${title} · Conclave`}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/mark.svg" />
        <link rel="stylesheet" href={STYLE_SHEET} />
      </head>
      <body class={wide ? 'wide' : 'centred'}>
        <header>
          <a class="brand" href="/">
            <Mark /> Conclave
          </a>
          {aside}
        </header>
        <main>{children}</main>
      </body>
    </html>
  )
}
