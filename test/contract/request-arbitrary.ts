import fc, { type Arbitrary } from 'fast-check'
import { arbitraryOf, type KnownValues } from './arbitrary-of.ts'
import type { OpenApiDocument, Operation, Parameter } from './document.ts'
import { hostileText, spoilt } from './hostile.ts'
import { CALLERS, type Caller } from './scene.ts'

/** A request as it is to be sent, with {@link Known} still standing for what exists by then. */
export interface Draft {
  readonly caller: Caller
  readonly path: Readonly<Record<string, unknown>>
  readonly query: readonly (readonly [string, unknown])[]
  readonly headers: Readonly<Record<string, string>>
  /** Undefined for none. Bytes and texts are sent as they are, all else as JSON. */
  readonly body: unknown
}

/** Stands for something that exists in the scene. */
export class Known {
  constructor(readonly name: string) {}
}

/** Fields of bodies and parameters of queries that name something. */
const named: KnownValues = {
  ...{ email: new Known('email'), password: new Known('password') },
  current_password: new Known('password'),
  ...{ user: new Known('user'), user_id: new Known('user'), actor: new Known('user') },
  ...{ message_id: new Known('message'), file_id: new Known('file') },
  ...{ reply_to_id: new Known('message') },
  ...{ before: new Known('message'), after: new Known('message'), around: new Known('message') },
}

/** Requests of this operation: what it asks for, and what nobody means well. */
export function requestArbitrary(
  { components: { schemas } }: OpenApiDocument,
  { parameters, body, method, path }: Operation,
): Arbitrary<Draft> {
  const valid = ({ schema }: Parameter) => arbitraryOf(schema, schemas)
  const inPath = parameters.filter((one) => one.in === 'path')
  const inQuery = parameters.filter((one) => one.in === 'query')
  const real = ({ name }: Parameter) => {
    const names = name === 'user' ? ['user', 'stranger', 'me'] : [name]
    return { weight: 20, arbitrary: fc.constantFrom(...names.map((one) => new Known(one))) }
  }
  const own = path.startsWith('/workspaces/{workspace}')

  return fc.record({
    caller: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Caller>('owner') },
      { weight: own ? 3 : 1, arbitrary: fc.constant<Caller>('member') },
      { weight: 4, arbitrary: fc.constantFrom(...CALLERS) },
    ),
    path: fc.record(
      Object.fromEntries(
        inPath.map((one) => [one.name, fc.oneof(real(one), valid(one), segment, foreign(one))]),
      ),
    ),
    query: fc
      .tuple(
        ...inQuery.map((one) =>
          fc.option(
            fc
              .oneof({ weight: 3, arbitrary: valid(one) }, known(one), hostileText)
              .map((value) => [one.name, value] as const),
          ),
        ),
        rarely(fc.tuple(hostileText, hostileText)),
      )
      .map((all) => all.filter((one) => one !== null)),
    headers: headersFor(method, body !== null),
    body: bodyArbitrary(),
  })

  function known(one: Parameter): Arbitrary<unknown> {
    const existing = named[one.name]
    return existing === undefined ? valid(one) : fc.constant(existing)
  }

  function bodyArbitrary(): Arbitrary<unknown> {
    if (method === 'GET') return fc.constant(undefined)
    // A body where none is asked for is left alone.
    if (body === null) return rarely(fc.constant({})).map((one) => one ?? undefined)
    if (body.schema === null) return fc.uint8Array({ maxLength: 5_000 })
    const fits = arbitraryOf(body.schema, schemas, named)
    return fc.oneof(
      { weight: 6, arbitrary: fits },
      { weight: 5, arbitrary: spoilt(fits) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(undefined, '', '{', '[1,]', '\ufeff{}', '"\\ud800"'),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    )
  }
}

/** A workspace that none of the callers is in. */
function foreign({ name }: Parameter): Arbitrary<unknown> {
  return name === 'workspace' ? fc.constant(new Known('rival')) : segment
}

/** What stays one segment of a path when a URL is read: neither empty nor dots alone. */
const segment = hostileText.filter(
  (text) => text.isWellFormed() && !/^(\.|%2e)*$/i.test(text) && text.length < 1_000,
)

/** Null for most requests. */
function rarely<T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })
}

/** What a header can hold; `fetch` refuses the rest by itself. */
const field = fc
  .oneof(hostileText, fc.constantFrom('*', '"x"', 'W/"x"', '"a", "b"', '"', '"\\""'))
  .filter((text) => /^[\x21-\x7e]([\x20-\x7e]{0,300}[\x21-\x7e])?$/.test(text))

function headersFor(method: string, hasBody: boolean): Arbitrary<Record<string, string>> {
  const type = fc.constantFrom('text/plain', 'application/json; charset=latin1', 'nonsense')
  const maybe = {
    'if-match': rarely(field),
    'if-none-match': rarely(field),
    'idempotency-key': rarely(field),
    'x-request-id': rarely(field),
    accept: rarely(fc.constantFrom('application/json', 'image/png', '*/*;q=0')),
    ...(hasBody && method !== 'GET' ? { 'content-type': rarely(type) } : {}),
  }
  return fc.record(maybe).map((headers) => {
    const given = Object.entries(headers).filter((one): one is [string, string] => one[1] !== null)
    return Object.fromEntries(given)
  })
}
