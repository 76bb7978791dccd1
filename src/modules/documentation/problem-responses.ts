import type { ProblemStatus } from '../../http/operation.ts'
import { Problem } from '../../problem.ts'

/** By status: what it means, and the code of one problem that has it. */
const kinds: Record<
  ProblemStatus | 308 | 413 | 415 | 500,
  readonly [description: string, code: string]
> = {
  308: ['The workspace has another slug now; see Location.', 'workspace_renamed'],
  400: ['The request cannot be understood.', 'malformed_body'],
  401: ['No valid session or API token.', 'unauthorized'],
  403: ['You may not do this.', 'forbidden'],
  404: ['There is none, or you cannot see it.', 'room_not_found'],
  409: ['The state of the resource forbids it.', 'last_admin'],
  412: ['It has changed since the version in If-Match.', 'precondition_failed'],
  413: ['The body is too large.', 'body_too_large'],
  415: ['The body is not of the right media type.', 'unsupported_media_type'],
  422: ['The input breaks a rule; `errors` names the fields.', 'invalid_input'],
  423: ['The workspace takes no requests for now.', 'workspace_suspended'],
  429: ['Too many requests; see Retry-After.', 'quota_exceeded'],
  500: ['Something went wrong on our side.', 'internal'],
  503: ['Not at the moment; see Retry-After.', 'database_busy'],
  507: ['No room left.', 'insufficient_storage'],
}

/** RFC 9457, with our three members. Others may be added: clients ignore what they do not know. */
export const problemSchema = {
  title: 'Problem',
  type: 'object',
  required: ['type', 'title', 'status', 'instance', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri-reference', examples: ['/problems/room_not_found'] },
    title: { type: 'string', examples: ['Room not found'] },
    status: { type: 'integer', minimum: 308, maximum: 599, examples: [404] },
    detail: { type: 'string', examples: ['There is no such room, or you cannot see it.'] },
    instance: { type: 'string', format: 'uri-reference' },
    code: { type: 'string', description: 'What to branch on.', examples: ['room_not_found'] },
    request_id: { type: 'string', description: 'The same as X-Request-Id.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: {
            type: 'string',
            description: 'A JSON pointer into the body (`/content`), or a parameter (`?limit`).',
          },
          detail: { type: 'string', examples: ['is required'] },
        },
      },
    },
  },
}

/** One component per status: `Problem404`. */
export const problemResponses = Object.fromEntries(
  Object.entries(kinds).map(([status, [description, code]]) => [
    `Problem${status}`,
    {
      description,
      ...headers(status),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          example: example(Number(status), code),
        },
      },
    },
  ]),
)

function example(status: number, code: string): object {
  const { type, title } = new Problem({ status, code })
  const errors = status === 422 ? [{ pointer: '/content', detail: 'is required' }] : undefined
  const instance = '/workspaces/acme/rooms/1/messages'
  return { type, title, status, instance, code, request_id: '5a8d6392-f6a8-1', errors }
}

function headers(status: string): object {
  const text = { schema: { type: 'string' } }
  if (status === '308') return { headers: { Location: text } }
  if (status === '401') return { headers: { 'WWW-Authenticate': text } }
  if (status === '429' || status === '503') return { headers: { 'Retry-After': text } }
  return {}
}
