import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** An answer as a test sees it. */
export interface Answer<Body = unknown> {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON; text of another media type as it is; null without a body. */
  readonly body: Body
}

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>
}

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly responses: Readonly<Record<string, Response>> }
}

/**
 * Holds real answers to the OpenAPI document: the status has to be documented
 * for the operation, the media type and the shape have to be the documented
 * ones, and documented headers have to be there. What no operation answers
 * (404, 405) has to be a problem.
 */
export function conformance(document: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addSchema(document, DOCUMENT)
  const compiled = new Map<string, ValidateFunction>()

  /** @throws Error that names the operation and what is wrong with the answer */
  return function check(method: string, path: string, answer: Answer): void {
    const where = `${method} ${path} → ${answer.status}`
    // A test that wants a 500 asks for it by itself; nothing else may meet one.
    if (answer.status >= 500 && answer.status !== 503 && answer.status !== 507) {
      throw new Error(`${where}: ${JSON.stringify(answer.body)}`)
    }
    const found = findOperation(document, method, path)
    if (found === undefined) {
      if (answer.status < 400) throw new Error(`${where}: the document has no such operation`)
      validate(where, '/components/responses/Problem404', PROBLEM, answer)
      return
    }
    const { operation, pointer } = found
    const declared = operation.responses[answer.status]
    if (declared === undefined) {
      throw new Error(`${where}: undocumented status, ${JSON.stringify(answer.body)}`)
    }
    const reference = (declared as { readonly $ref?: string }).$ref
    const place = reference?.slice(1) ?? `${pointer}/responses/${answer.status}`
    const response =
      reference === undefined
        ? (declared as Response)
        : document.components.responses[reference.split('/').at(-1) ?? '']
    for (const name of Object.keys(response?.headers ?? {})) {
      if (!answer.headers.has(name)) throw new Error(`${where}: lacks the documented ${name}`)
    }
    const type = mediaType(answer)
    const types = Object.keys(response?.content ?? {})
    if (types.length === 0) {
      if (answer.body !== null) throw new Error(`${where}: documented without a body, but has one`)
      return
    }
    if (!types.includes(type)) throw new Error(`${where}: ${type} instead of ${types.join(', ')}`)
    if (response?.content?.[type]?.schema !== undefined) validate(where, place, type, answer)
  }

  function validate(where: string, place: string, type: string, answer: Answer): void {
    if (mediaType(answer) !== type) throw new Error(`${where}: ${mediaType(answer)}, not ${type}`)
    const $ref = `${DOCUMENT}#${place}/content/${type.replace('/', '~1')}/schema`
    let valid = compiled.get($ref)
    if (valid === undefined) {
      valid = ajv.compile({ $ref: encodeURI($ref) })
      compiled.set($ref, valid)
    }
    if (valid(answer.body)) return
    throw new Error(
      `${where}: ${ajv.errorsText(valid.errors)} in ${JSON.stringify(answer.body).slice(0, 2_000)}`,
    )
  }
}

const DOCUMENT = 'https://conclave.test/openapi.json'
const PROBLEM = 'application/problem+json'

function mediaType({ headers }: Answer): string {
  return (headers.get('content-type') ?? '').split(';')[0] ?? ''
}

/** The operation that a request path belongs to, fixed segments before parameters. */
function findOperation({ paths }: OpenApi, method: string, target: string) {
  const path = target.split('?')[0]?.replace(/(.)\/$/, '$1') ?? ''
  const segments = path.split('/')
  const candidates = Object.keys(paths)
    .filter((template) => {
      const parts = template.split('/')
      return (
        parts.length === segments.length &&
        parts.every((part, i) => part === segments[i] || (part.startsWith('{') && segments[i]))
      )
    })
    .sort((a, b) => a.split('{').length - b.split('{').length)
  const template = candidates.find((one) => paths[one]?.[method.toLowerCase()] !== undefined)
  const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
  if (template === undefined || operation === undefined) return undefined
  const escaped = template.replaceAll('~', '~0').replaceAll('/', '~1')
  return { operation, pointer: `/paths/${escaped}/${method.toLowerCase()}` }
}
