import { Elysia } from 'elysia'
import { assets } from './assets.ts'
import { document, type RouteHooks } from './document.ts'

export interface DocumentationOptions {
  /** The version of this software, for the head of the document. */
  readonly version: string
  /** Every route of the app; asked for at the first use, when the app is complete. */
  readonly routes: () => readonly RouteHooks[]
  /** The name of the cookie that a signed-in browser sends. */
  readonly sessionCookie: string
}

/**
 * Swagger UI at /swagger, from our own origin, and the OpenAPI 3.1 document that
 * it shows at /swagger/json, made from the routes of the app.
 */
export function documentation({ version, routes, sessionCookie }: DocumentationOptions) {
  let made: Promise<string> | undefined
  return new Elysia({ name: 'documentation' })
    .get(
      '/swagger/json',
      async () => {
        made ??= document({ version, sessionCookie }, routes()).then(JSON.stringify)
        return new Response(await made, { headers: { 'content-type': 'application/json' } })
      },
      { detail: { hide: true } },
    )
    .use(assets)
}
