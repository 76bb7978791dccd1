import { Elysia } from 'elysia'
import { pageHeaders } from '../../http/security-headers.ts'

const own = (name: string) => new URL(name, import.meta.url)
const dist = (name: string) => new URL(import.meta.resolve(`swagger-ui-dist/${name}`))

// Swagger UI needs no more than this to run without any other origin.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

// Their names carry no version, so a year would outlive an upgrade: an hour, then ask again.
const cached = 'public, max-age=3600'

/** A handler that serves one file. The list below is all there is, so no path leads anywhere else. */
function file(url: URL, type: string, headers: Record<string, string> = {}) {
  return () =>
    new Response(Bun.file(url), {
      headers: { 'content-type': type, 'cache-control': cached, ...headers },
    })
}

const hidden = { detail: { hide: true } } as const
const html = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'

/** The page, its start, and the four files of swagger-ui-dist that it loads. */
export const assets = new Elysia({ name: 'documentation-assets' })
  .get(
    '/swagger',
    file(own('page.html'), html, {
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      ...pageHeaders,
    }),
    hidden,
  )
  .get('/swagger/start.js', file(own('start.js'), script), hidden)
  .get('/swagger/swagger-ui.css', file(dist('swagger-ui.css'), 'text/css; charset=utf-8'), hidden)
  .get('/swagger/swagger-ui-bundle.js', file(dist('swagger-ui-bundle.js'), script), hidden)
  .get('/swagger/favicon-32x32.png', file(dist('favicon-32x32.png'), 'image/png'), hidden)
