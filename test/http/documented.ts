import { Ajv2020 } from 'ajv/dist/2020.js'
import type { OpenApiDocument } from '../../src/modules/documentation/openapi.ts'

/**
 * Holds real answers to the document, which nothing does while the server runs.
 *
 * `check('get', '/workspaces/acme/rooms', response)` throws when the document has
 * no such operation, status or media type, or when the body breaks its schema.
 */
export function documented(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  ajv.addFormat('uri-reference', /^\S*$/)
  ajv.addFormat('email', /^\S+@\S+$/)
  ajv.addSchema(document, 'document')

  return async function check(method: string, path: string, response: Response): Promise<void> {
    const name = `${method} ${path} ${response.status}`
    const template = templateOf(document, path)
    const base = ['paths', template, method, 'responses', String(response.status)]
    const answer = at(document, base)
    if (answer === undefined) throw new Error(`${name} is not documented`)
    const pointer = answer.$ref === undefined ? base : answer.$ref.slice(2).split('/')
    const { content } = at(document, pointer) ?? {}
    const text = await response.clone().text()
    if (content === undefined) {
      if (text !== '') throw new Error(`${name} has a body, and the document says none`)
      return
    }
    const type = response.headers.get('content-type') ?? ''
    if (content[type] === undefined) throw new Error(`${name} is ${type}, which is not documented`)
    const place = [...pointer, 'content', type, 'schema'].map(escaped).join('/')
    const validate = ajv.compile({ $ref: `document#/${place}` })
    if (!validate(JSON.parse(text))) {
      throw new Error(`${name} breaks its schema: ${ajv.errorsText(validate.errors)}\n${text}`)
    }
  }
}

interface Answer {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, unknown>>
}

function at(document: OpenApiDocument, keys: readonly string[]): Answer | undefined {
  let node: unknown = document
  for (const key of keys) node = (node as Record<string, unknown> | undefined)?.[key]
  return node as Answer | undefined
}

/** The path of the document that a real path belongs to; one without parameters comes first. */
function templateOf(document: OpenApiDocument, path: string): string {
  const segments = path.replace(/\?.*$/, '').split('/')
  const fits = Object.keys(document.paths).filter((template) => {
    const parts = template.split('/')
    return (
      parts.length === segments.length &&
      parts.every((part, i) => part.startsWith('{') || part === segments[i])
    )
  })
  const [best] = fits.sort((a, b) => a.split('{').length - b.split('{').length)
  if (best === undefined) throw new Error(`${path} is not documented`)
  return best
}

/** RFC 6901, then percent-encoding, since it stands in the fragment of a URI. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}
