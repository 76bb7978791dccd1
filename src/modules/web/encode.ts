import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

/** A text file as it is, and packed in the two ways that browsers take. */
export interface Encoded {
  readonly type: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly br: Uint8Array<ArrayBuffer>
}

const [packGzip, packBrotli] = [promisify(gzip), promisify(brotliCompress)]

/** Packed once, as small as it gets, in the thread pool. */
export async function encode(plain: Uint8Array<ArrayBuffer>, type: string): Promise<Encoded> {
  const [small, smaller] = await Promise.all([packGzip(plain, { level: 9 }), packBrotli(plain)])
  return { type, plain, gzip: new Uint8Array(small), br: new Uint8Array(smaller) }
}

/** The smallest form that the request accepts (RFC 9110 section 12.5.3). */
export function answerEncoded(file: Encoded, request: Request): Response {
  const accepted = acceptedBy(request.headers.get('accept-encoding') ?? '')
  const coding = accepted('br') ? 'br' : accepted('gzip') ? 'gzip' : undefined
  return new Response(file[coding ?? 'plain'], {
    headers: {
      'content-type': file.type,
      ...(coding !== undefined && { 'content-encoding': coding }),
      vary: 'accept-encoding',
      // Its name changes with its content.
      'cache-control': 'public, max-age=31536000, immutable',
    },
  })
}

/** Whether a coding is named, and not with `q=0`. */
function acceptedBy(header: string): (coding: string) => boolean {
  const items = header.split(',').map((item) => item.trim().toLowerCase())
  return (coding) =>
    items.some((item) => item.split(';')[0] === coding && !/;\s*q=0(\.0*)?$/.test(item))
}
