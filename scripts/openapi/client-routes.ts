import type { OpenApiDocument } from '../../src/modules/documentation/openapi.ts'
import { type ClientOperation, operationsOf } from './operations.ts'

/** The file that tells the client at run time where each operation is, and how it is used. */
export function clientRoutes(document: OpenApiDocument): string {
  const entries = operationsOf(document).map((one) => `  ${one.id}: { ${fields(one)} },\n`)
  return [
    "// Made of docs/openapi.json by `npm run openapi`.\n\nimport type { Route } from '../route.ts'\n",
    `export const routes = {\n${entries.join('')}} as const satisfies Readonly<Record<string, Route>>\n`,
  ].join('\n')
}

function fields({
  method,
  path,
  body,
  streamed,
  takesIdempotencyKey,
  paging,
}: ClientOperation): string {
  const parts = [`method: '${method}'`, `path: '${path}'`]
  if (streamed) parts.push('streamed: true')
  if (body !== null && body.schema === null) parts.push('uploads: true')
  if (takesIdempotencyKey) parts.push('keyed: true')
  if (paging !== null) {
    const { items, next, previous } = paging
    const back = previous === null ? '' : `, previous: '${previous}'`
    parts.push(`paging: { items: '${items}', next: '${next}'${back} }`)
  }
  return parts.join(', ')
}
