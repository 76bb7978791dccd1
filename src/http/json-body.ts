import { badRequest, type Problem, tooLarge, unsupportedMediaType } from '../problem.ts'
import type { Timed } from './timing.ts'

/** 64 KB: a message of 4,000 characters fits several times. Files have a route of their own. */
export const jsonLimit = 65_536

/** No request of ours nests deeper than three; this leaves room, and bounds what walks a body. */
const depthLimit = 32

/**
 * `parse: jsonBody` on every route that reads JSON: the only body there is, so
 * Elysia's own parsers, which know no limit, never run.
 */
export function jsonBody(context: Arriving): Promise<unknown> {
  context.startedAt = performance.now()
  return readJson(context.request)
}

/** A request whose body is about to be read, which is the first that happens to it. */
export type Arriving = Pick<Timed, 'request' | 'startedAt'>

/**
 * The JSON of a request's body.
 *
 * @throws Problem 415 for another media type, 413 above the limit, 400 when it is
 * missing or not JSON. None of them repeats the input.
 */
export async function readJson(request: Request, limit = jsonLimit): Promise<unknown> {
  const { headers } = request
  const length = headers.get('content-length')
  const type = headers.get('content-type')
  if (Number(length) > limit) throw tooLarge(limit)
  if (type === null && (length === '0' || (length === null && request.body === null))) {
    throw bodyRequired()
  }
  if (type !== 'application/json' && !isJson(type)) throw unsupportedMediaType()
  // RFC 9110 section 15.5.16: an encoding that we do not read is a 415 too.
  const encoding = headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') throw unsupportedMediaType()

  const bytes = length === null ? await readCounting(request, limit) : await request.arrayBuffer()
  if (bytes.byteLength === 0) throw bodyRequired()
  if (bytes.byteLength > limit) throw tooLarge(limit)
  const value = parse(decode(bytes))
  if (isDeeper(value, depthLimit)) {
    throw badRequest('body_too_deep', `The JSON nests deeper than ${depthLimit} levels.`)
  }
  return value
}

/** Apart, so that no expression has to try where blanks end: that takes the square of their number. */
const PARAMETER = /^(?:charset=(?:utf-8|"utf-8"))?$/i

/** RFC 8259 defines no parameters; `charset=utf-8` is common, and what we do anyway. */
function isJson(type: string | null): boolean {
  const [name = '', parameter = '', end = '', ...more] = (type ?? '')
    .split(';')
    .map((part) => part.trim())
  const isPlain = PARAMETER.test(parameter) && end === '' && more.length === 0
  return name.toLowerCase() === 'application/json' && isPlain
}

function bodyRequired(): Problem {
  return badRequest('body_required', 'This request needs a JSON body.')
}

/** Chunked: its length is known only at its end, so it is counted while it comes. */
async function readCounting(request: Request, limit: number): Promise<ArrayBufferLike> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  if (reader === undefined) return new ArrayBuffer(0)
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > limit) {
      // What the sender still has to say interests nobody, nor whether cancelling worked.
      reader.cancel().catch(() => undefined)
      throw tooLarge(limit)
    }
    chunks.push(value)
  }
  return Bun.concatArrayBuffers(chunks)
}

// RFC 8259 section 8.1: UTF-8, nothing else. Without `fatal` a wrong byte would be stored as U+FFFD.
const decoder = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: ArrayBufferLike): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw badRequest('invalid_encoding', 'The body is not valid UTF-8.')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the input.
    throw badRequest('malformed_body', 'The body is not valid JSON.')
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const key in value) {
    if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true
  }
  return false
}
