import type { ProblemStatus } from '../../http/operation.ts'

const reasons: Record<ProblemStatus | 413 | 415 | 500, string> = {
  400: 'The request cannot be understood.',
  401: 'No valid session or API token.',
  403: 'You may not do this.',
  404: 'There is none, or you cannot see it.',
  409: 'The state of the resource forbids it.',
  412: 'It has changed since the version in If-Match.',
  413: 'The body is too large.',
  415: 'The body is not of the right media type.',
  422: 'The input breaks a rule; `errors` names the fields.',
  423: 'The workspace takes no requests for now.',
  429: 'Too many requests; see Retry-After.',
  500: 'Something went wrong on our side.',
  503: 'Not at the moment; see Retry-After.',
  507: 'No room left.',
}

/** RFC 9457, with our three members. Others may be added: clients ignore what they do not know. */
export const problemSchema = {
  title: 'Problem',
  type: 'object',
  required: ['type', 'title', 'status', 'instance', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri-reference', examples: ['/problems/room_not_found'] },
    title: { type: 'string', examples: ['Room not found'] },
    status: { type: 'integer', minimum: 400, maximum: 599, examples: [404] },
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
  Object.entries(reasons).map(([status, description]) => [
    `Problem${status}`,
    {
      description,
      ...headers(status),
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    },
  ]),
)

function headers(status: string): object {
  const text = { schema: { type: 'string' } }
  if (status === '401') return { headers: { 'WWW-Authenticate': text } }
  if (status === '429' || status === '503') return { headers: { 'Retry-After': text } }
  return {}
}
