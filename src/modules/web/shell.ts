import { pageHeaders } from '../../http/security-headers.ts'
import type { Bundle } from './bundle.ts'

/** Where the files of the client are. */
export const ASSETS = '/assets/web'

/** Nothing inline, nothing from elsewhere. `blob:` shows a picture before it is sent. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The one page of the client, the same for everybody and for each of its addresses. */
export function shell({ script, style, first, preloads }: Bundle): Response {
  const preload = preloads
    .map((name) => `<link rel="modulepreload" href="${ASSETS}/${name}">`)
    .join('\n    ')
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>Conclave</title>
    <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
    <script src="${ASSETS}/${first}"></script>
    <link rel="stylesheet" href="${ASSETS}/${style}">
    <script type="module" src="${ASSETS}/${script}"></script>
    ${preload}
  </head>
  <body>
    <div id="app"></div>
    <noscript>Conclave needs JavaScript. Its API does not: see <a href="/swagger">/swagger</a>.</noscript>
  </body>
</html>
`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      // Without any referrer a browser would post forms with `Origin: null`, which is nobody's.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      ...pageHeaders,
    },
  })
}
