import type { OpenApiDocument } from '../../src/modules/documentation/openapi.ts'
import { clientRoutes } from './client-routes.ts'
import { clientTypes } from './client-types.ts'

/** What is made of the document and committed: the text of each file, by its path. */
export function generatedFiles(document: OpenApiDocument): Readonly<Record<string, string>> {
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'client/generated/types.ts': clientTypes(document),
    'client/generated/routes.ts': clientRoutes(document),
  }
}
