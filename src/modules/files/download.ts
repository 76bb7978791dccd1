import { strongEtag } from '../../http/etag.ts'
import type { FileRow } from '../../models/rows.ts'
import { rangeNotSatisfiable } from '../../problem.ts'
import { byteRange } from './byte-range.ts'
import { contentDisposition } from './content-disposition.ts'
import { MEDIA_TYPES } from './media-type.ts'
import { nameForViewing } from './name-for-viewing.ts'

/** Its content never changes. */
export function fileEtag({ sha256 }: FileRow): string {
  return strongEtag(sha256.slice(0, 32))
}

/**
 * The content of a file, or the part of it that is asked for. Images are shown, everything else is
 * saved; nothing is ever run, whatever the browser makes of it.
 *
 * @param path where the content lies
 * @throws Problem 416
 */
export function download(request: Request, file: FileRow, path: string): Response {
  const { bytes, name, width } = file
  // An import could say anything.
  const type = MEDIA_TYPES.includes(file.media_type) ? file.media_type : 'application/octet-stream'
  const isImage = width !== null && type.startsWith('image/')
  const etag = fileEtag(file)
  const range = byteRange(request, bytes, etag)
  if (range === 'none') throw rangeNotSatisfiable(bytes)
  const { first, last } = range ?? { first: 0, last: bytes - 1 }
  return new Response(Bun.file(path).slice(first, last + 1), {
    status: range === null ? 200 : 206,
    headers: {
      'content-type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
      'content-disposition': isImage
        ? contentDisposition('inline', nameForViewing(name, type))
        : contentDisposition('attachment', name),
      'content-length': String(last - first + 1),
      ...(range !== null && { 'content-range': `bytes ${first}-${last}/${bytes}` }),
      'accept-ranges': 'bytes',
      etag,
      // It may be kept by the browser, which asks each time whether it may still be seen.
      'cache-control': 'private, no-cache',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    },
  })
}
