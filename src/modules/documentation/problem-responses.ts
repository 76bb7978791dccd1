import { jsonLimit } from '../../http/json-body.ts'
import {
  badRequest,
  conflict,
  forbidden,
  insufficientStorage,
  internal,
  locked,
  movedPermanently,
  notFound,
  Problem,
  preconditionFailed,
  rangeNotSatisfiable,
  tooLarge,
  tooManyRequests,
  unauthorized,
  unavailable,
  unprocessable,
  unsupportedMediaType,
  upgradeRequired,
} from '../../problem.ts'
import { PROBLEM_CODES } from '../../problem-codes.ts'

/** What a status means, one problem that has it, and the path of a request that met it. */
type Kind = readonly [description: string, problem: Problem, instance: string]

const acme = '/workspaces/acme'
const rooms = `${acme}/rooms`
const misunderstood = 'The request cannot be understood.'
const ruleBroken = 'The input breaks a rule; `errors` names the fields.'

/**
 * By name: `Problem` and the status. Those that begin with the part of a request
 * take their place in an operation without a body, where another problem comes.
 */
const kinds: Readonly<Record<string, Kind>> = {
  Problem308: [
    'The workspace has another slug now; see Location.',
    movedPermanently(`${acme}-labs/rooms`),
    rooms,
  ],
  Problem400: [misunderstood, badRequest('malformed_body', 'The body is not valid JSON.'), rooms],
  QueryProblem400: [
    misunderstood,
    badRequest('exclusive_cursors', 'Only one of before, after and around can be given.'),
    `${rooms}/1/messages`,
  ],
  Problem401: ['No valid session or API token.', unauthorized(), rooms],
  Problem403: ['You may not do this.', forbidden('this token lacks the scope write'), rooms],
  Problem404: ['There is none, or you cannot see it.', notFound('workspace'), acme],
  Problem409: [
    'The state of the resource forbids it.',
    conflict('last_admin', 'A room needs an admin. Make another member one first.'),
    `${rooms}/1/members/me`,
  ],
  Problem412: ['It has changed since the version in If-Match.', preconditionFailed(), `${rooms}/1`],
  Problem413: ['The body is too large.', tooLarge(jsonLimit), rooms],
  Problem415: ['The body is not of the right media type.', unsupportedMediaType(), rooms],
  Problem416: [
    'It ends before the bytes that were asked for.',
    rangeNotSatisfiable(48_213),
    `${acme}/files/2f1c8e0a-5d3b-4a96-8f57-90c1d2e3f4a5`,
  ],
  // An unknown field is the one mistake that every body can have.
  Problem422: [
    ruleBroken,
    unprocessable([{ pointer: '/colour', detail: 'is not a known field' }]),
    rooms,
  ],
  QueryProblem422: [
    ruleBroken,
    unprocessable([{ pointer: '?limit', detail: 'must be a whole number of 1 to 100' }]),
    rooms,
  ],
  PathProblem422: [
    'It cannot be done with this one.',
    new Problem({
      status: 422,
      code: 'direct_room_with_oneself',
      detail: 'A direct room is for two different people.',
    }),
    `${acme}/direct-rooms/me`,
  ],
  Problem423: [
    'The workspace takes no requests for now.',
    locked('workspace_suspended', 'this workspace is suspended'),
    rooms,
  ],
  Problem426: ['Only a WebSocket is to be had here.', upgradeRequired(), `${acme}/socket`],
  Problem429: [
    'Too many requests; see Retry-After.',
    tooManyRequests('Too many requests in a minute.', 60),
    rooms,
  ],
  Problem500: ['Something went wrong on our side.', internal(), rooms],
  Problem503: [
    'Not at the moment; see Retry-After.',
    unavailable('database_busy', 'The workspace is busy.', 1),
    rooms,
  ],
  Problem507: [
    'No room left.',
    insufficientStorage('There is no room left for this workspace.'),
    rooms,
  ],
}

/** RFC 9457, with our three members. Others may be added: clients ignore what they do not know. */
export const problemSchema = {
  title: 'Problem',
  type: 'object',
  examples: [example(notFound('workspace'), acme)],
  required: ['type', 'title', 'status', 'instance', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri-reference', examples: ['/problems/workspace_not_found'] },
    title: { type: 'string', examples: ['Workspace not found'] },
    status: { type: 'integer', minimum: 308, maximum: 599, examples: [404] },
    detail: { type: 'string', examples: ['There is no such workspace, or you cannot see it.'] },
    instance: { type: 'string', format: 'uri-reference' },
    code: {
      // Open, so that a new code breaks no client.
      anyOf: [{ type: 'string', enum: PROBLEM_CODES }, { type: 'string' }],
      description: 'What to branch on. More of them may come.',
      examples: ['workspace_not_found'],
    },
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

/** The components, by name. */
export const problemResponses = Object.fromEntries(
  Object.entries(kinds).map(([name, [description, problem, instance]]) => [
    name,
    {
      description,
      ...headers(problem),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          example: example(problem, instance),
        },
      },
    },
  ]),
)

/** As `toResponse` writes it. */
function example(problem: Problem, instance: string): object {
  const { type, title, status, detail, code, errors } = problem
  const known = { type, title, status, detail, instance, code, request_id: '5a8d6392-f6a8-1' }
  return errors === undefined ? known : { ...known, errors }
}

function headers({ status }: Problem): object {
  const text = { schema: { type: 'string' } }
  if (status === 308) return { headers: { Location: text } }
  if (status === 401) return { headers: { 'WWW-Authenticate': text } }
  if (status === 429) {
    return { headers: { 'Retry-After': text, 'RateLimit-Policy': text, RateLimit: text } }
  }
  if (status === 503) return { headers: { 'Retry-After': text } }
  return {}
}
