import type {
  OpenApiDocument,
  Operation,
  Parameter,
  Schema,
} from '../../src/modules/documentation/openapi.ts'

/** One operation as the client needs it. */
export interface ClientOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  /** Those of the path and of the query; headers are options of a call. */
  readonly parameters: readonly Parameter[]
  readonly body: ClientBody | null
  /** The schemas of its good answers; empty where they have no body. */
  readonly answers: readonly Schema[]
  /** Whether an answer is bytes or text, which is handed over as it comes. */
  readonly streamed: boolean
  readonly takesIdempotencyKey: boolean
  readonly paging: Paging | null
}

interface ClientBody {
  readonly required: boolean
  /** Null where it is bytes. */
  readonly schema: Schema | null
}

/** How the pages of a list follow one another. */
interface Paging {
  /** The field that holds the list. */
  readonly items: string
  readonly schema: Schema
  /** The parameter that takes `next_cursor`. */
  readonly next: string
  /** The parameter that takes `prev_cursor`, where a list can be read both ways. */
  readonly previous: string | null
}

/** In the order of the document. @throws Error for what the client would not understand */
export function operationsOf(document: OpenApiDocument): ClientOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // An upgrade is no request that `fetch` could make.
      .filter(([, { responses }]) => !('101' in responses))
      .map(([method, operation]) =>
        clientOperation(document, method.toUpperCase(), path, operation),
      ),
  )
}

function clientOperation(
  document: OpenApiDocument,
  method: string,
  path: string,
  { operationId: id, summary = '', parameters = [], requestBody, responses }: Operation,
): ClientOperation {
  if (id === undefined) throw new Error(`${method} ${path} has no operationId`)
  const contents = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => (response as { readonly content?: Content }).content)
    .filter((content) => content !== undefined)
  const types = contents.flatMap((content) => Object.keys(content))
  const json = contents.map((content) => content['application/json']?.schema)
  const answers = json.filter((schema) => schema !== undefined)
  const inUrl = parameters.filter((one) => one.in === 'path' || one.in === 'query')
  return {
    id,
    method,
    path,
    summary,
    parameters: inUrl,
    body: requestBody === undefined ? null : bodyOf(requestBody),
    answers,
    streamed: types.some((type) => type !== 'application/json'),
    takesIdempotencyKey: parameters.some(({ name }) => name === 'Idempotency-Key'),
    paging: pagingOf(document, inUrl, answers[0]),
  }
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>

function bodyOf({ required = false, content }: NonNullable<Operation['requestBody']>): ClientBody {
  return { required, schema: (content as Content)['application/json']?.schema ?? null }
}

function pagingOf(
  document: OpenApiDocument,
  parameters: readonly Parameter[],
  answer: Schema | undefined,
): Paging | null {
  const properties = resolved(document, answer)['properties'] as Record<string, Schema> | undefined
  if (properties === undefined || !('next_cursor' in properties)) return null
  const [list] = Object.entries(properties).filter(([, field]) => field['type'] === 'array')
  const names = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name))
  // The beginning of a list with which another operation goes on.
  if (names.size === 0) return null
  const next = ['before', 'cursor', 'after'].find((name) => names.has(name))
  if (list === undefined || next === undefined) {
    throw new Error(`a page without a list or a cursor: ${JSON.stringify(answer)}`)
  }
  const [items, { items: schema }] = list as [string, Schema & { readonly items: Schema }]
  return { items, schema, next, previous: 'prev_cursor' in properties ? 'after' : null }
}

function resolved(document: OpenApiDocument, schema: Schema = {}): Schema {
  const name = schema['$ref']
  if (typeof name !== 'string') return schema
  const schemas = document.components['schemas'] as Readonly<Record<string, Schema>>
  return schemas[name.split('/').at(-1) ?? ''] ?? {}
}
