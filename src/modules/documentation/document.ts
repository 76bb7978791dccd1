import { swagger } from '@elysiajs/swagger'
import { type DocumentDecoration, Elysia, type InternalRoute } from 'elysia'
import { description } from './description.ts'
import { hoistSchemas } from './hoist-schemas.ts'
import { mendOperation } from './mend-operation.ts'
import type { OpenApiDocument, Paths } from './openapi.ts'
import { problemResponses, problemSchema } from './problem-responses.ts'

/** A route as `app.routes` has it, as far as its documentation goes. */
export type RouteHooks = Pick<InternalRoute, 'method' | 'path' | 'hooks'>

/**
 * The OpenAPI 3.1 document of these routes.
 *
 * `@elysiajs/swagger` reads them on an instance of its own, which has no handlers
 * and never listens: its page loads from a CDN, and using the app itself as a
 * plugin would tie the app to that instance. What it makes is not valid OpenAPI,
 * so each operation is mended, and named schemas become components.
 */
export async function document(
  { version, sessionCookie }: { readonly version: string; readonly sessionCookie: string },
  routes: readonly RouteHooks[],
): Promise<OpenApiDocument> {
  const operations = Object.entries(await rawPaths(routes)).map(([path, methods]) => {
    const mended = Object.entries(methods).map(([method, one]) => [
      method,
      mendOperation(method, one),
    ])
    // Routes of a prefix end in a slash; both forms are answered, and this one is the name.
    return [path.replace(/(.)\/$/, '$1'), Object.fromEntries(mended)] as const
  })
  const { value: paths, schemas } = hoistSchemas(Object.fromEntries(operations) as Paths)
  return {
    openapi: '3.1.0',
    info: { title: 'Conclave', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: tagsOf(paths),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token (`cnv_…`), or the token of a session.',
        },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie,
          description:
            'The session of a browser that has signed in; nothing to fill in here. Good for requests of our own pages only, and only without `Authorization`.',
        },
      },
      responses: problemResponses,
      schemas: { ...schemas, Problem: problemSchema },
    },
  }
}

async function rawPaths(routes: readonly RouteHooks[]): Promise<Paths> {
  const bare = new Elysia({ normalize: false, aot: false }).use(
    swagger({ path: '/swagger', excludeStaticFile: false }),
  )
  for (const { method, path, hooks } of routes) {
    const detail: DocumentDecoration = hooks.detail ?? {}
    if (detail.hide === true || method === 'WS') continue
    const { params, query, body } = hooks
    bare.route(method, path, () => undefined, { params, query, body, detail })
  }
  const response = await bare.handle(new Request('http://localhost/swagger/json'))
  const raw = (await response.json()) as { readonly paths: Paths }
  return raw.paths
}

/** In the order in which they first come up, which is that of the routes. */
function tagsOf(paths: Paths): { name: string }[] {
  const names = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((operation) => operation.tags ?? [])
  return [...new Set(names)].map((name) => ({ name }))
}
