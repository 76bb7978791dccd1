import { readFileSync } from 'node:fs'
import { Elysia } from 'elysia'

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8')
const mark = readFileSync(new URL('mark.svg', import.meta.url), 'utf8')

/** The address of the style sheet changes with its content, so that it can be kept for good. */
export const STYLE_SHEET = `/assets/pages.css?v=${Bun.hash(style).toString(36)}`

/** What every page of ours loads. */
export const pageAssets = new Elysia({ name: 'page-assets' })
  .get('/assets/pages.css', text(style, 'text/css; charset=utf-8', 'max-age=31536000, immutable'), {
    detail: { hide: true },
  })
  .get('/assets/mark.svg', text(mark, 'image/svg+xml', 'max-age=86400'), {
    detail: { hide: true },
  })

function text(content: string, type: string, caching: string) {
  return () =>
    new Response(content, {
      headers: { 'content-type': type, 'cache-control': `public, ${caching}` },
    })
}
