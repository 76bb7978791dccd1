import { problemResponse } from '../../http/operation.ts'
import type { Operation, Parameter } from './openapi.ts'
import { problemResponses } from './problem-responses.ts'

/** One operation as @elysiajs/swagger writes it, made valid and complete. */
export function mendOperation(method: string, written: Operation): Operation {
  const { 'x-raw-body': isRaw, ...described } = written
  const raw = isRaw === true ? { ...described, requestBody: RAW_BODY } : described
  const { requestBody, 'x-optional-body': optional, 'x-request-headers': _, ...rest } = raw
  const parameters = [...(raw.parameters ?? []).map(mendParameter), ...requestHeaders(raw)]
  return {
    ...rest,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody: mendBody(requestBody, optional) }),
    responses: withFittingProblems(raw, { ...problemsByShape(method, raw), ...raw.responses }),
  }
}

/** `examples` of a parameter is a map in OpenAPI; ours is the list of JSON Schema. */
function mendParameter(raw: Parameter & { readonly examples?: unknown }): Parameter {
  const { examples, schema, ...rest } = raw
  return { ...rest, schema: examples === undefined ? schema : { ...schema, examples } }
}

/** RFC 9110 section 13.1; the plugin knows none of them, since no route validates them. */
const preconditions: readonly [status: string, name: string, text: string][] = [
  ['304', 'If-None-Match', 'ETags that you have: 304 if it still has one of them.'],
  ['412', 'If-Match', 'ETags that you know: 412 unless it still has one of them.'],
]

function requestHeaders({ responses, 'x-request-headers': own = {} }: Operation): Parameter[] {
  const conditional = preconditions
    .filter(([status]) => status in responses)
    .map(([, name, text]) => [name, text] as const)
  return [...Object.entries(own), ...conditional].map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }))
}

/** OpenAPI 3.1: bytes are a media type without a schema. */
const RAW_BODY = { required: true, content: { 'application/octet-stream': {} } }

type Body = NonNullable<Operation['requestBody']>

/**
 * A body that has a schema is JSON: the plugin lists it as a form and as text
 * too, since it does not know what our parser takes.
 */
function mendBody(raw: Body, optional = false): Body {
  const json = raw.content['application/json']
  if (json === undefined) return raw
  return { required: !optional, content: { 'application/json': json } }
}

/** The problems that follow from what an operation takes; a route declares only the others. */
function problemsByShape(
  method: string,
  { parameters = [], requestBody, security = [] }: Operation,
) {
  const statuses = new Set([500])
  const path = parameters.filter((parameter) => parameter.in === 'path')
  if (security.length > 0) statuses.add(401).add(429)
  // A cookie that comes with a page of another origin.
  if (security.length > 0 && method !== 'get') statuses.add(403)
  if (path.length > 0) statuses.add(404)
  if (path.some((parameter) => parameter.name === 'workspace')) statuses.add(308).add(423).add(503)
  if (parameters.some((parameter) => parameter.in === 'query')) statuses.add(422)
  if (requestBody !== undefined) statuses.add(400).add(413).add(415).add(422)
  return Object.fromEntries([...statuses].map((status) => [status, problemResponse(status)]))
}

/**
 * What is wrong with a body is not what goes wrong without one: where there is a
 * component for the part of the request that this operation has, it is that one.
 */
function withFittingProblems(
  { parameters = [], requestBody }: Operation,
  responses: Operation['responses'],
): Operation['responses'] {
  if (requestBody !== undefined) return responses
  const part = parameters.some((parameter) => parameter.in === 'query') ? 'Query' : 'Path'
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const name = `${part}Problem${status}`
      if (!('$ref' in response) || !(name in problemResponses)) return [status, response]
      return [status, { $ref: `#/components/responses/${name}` }]
    }),
  )
}
