/** Bytes at an offset, and what a file that has them there is. */
type Signature = readonly [mediaType: string, offset: number, bytes: string]

const SIGNATURES: readonly Signature[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/webp', 8, 'WEBPVP8'],
  ['image/avif', 4, 'ftypavif'],
  ['image/heic', 4, 'ftyphei'],
  ['audio/mp4', 4, 'ftypM4A'],
  ['video/quicktime', 4, 'ftypqt'],
  ['video/mp4', 4, 'ftyp'],
  ['audio/wav', 8, 'WAVEfmt'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/flac', 0, 'fLaC'],
  ['application/ogg', 0, 'OggS'],
  ['video/webm', 0, '\x1a\x45\xdf\xa3'],
  ['application/pdf', 0, '%PDF-'],
  ['application/zip', 0, 'PK\x03\x04'],
  ['application/gzip', 0, '\x1f\x8b'],
]

const TEXT = 'text/plain'
const UNKNOWN = 'application/octet-stream'

/** Every media type that a file can have here. */
export const MEDIA_TYPES: readonly string[] = [
  ...new Set([...SIGNATURES.map(([mediaType]) => mediaType), TEXT, UNKNOWN]),
]

/**
 * What a file is by its bytes (https://mimesniff.spec.whatwg.org/, where it is about more than what
 * to run). A document that could run, such as HTML or SVG, is plain text.
 *
 * @param head how it begins
 */
export function mediaTypeOf(head: Uint8Array): string {
  const beginning = Buffer.from(head.subarray(0, 64)).toString('latin1')
  const found = SIGNATURES.find(([, offset, bytes]) => beginning.startsWith(bytes, offset))
  if (found !== undefined) return found[0]
  return isText(head.subarray(0, ENOUGH)) ? TEXT : UNKNOWN
}

/** Bytes that are read as text before it is called text. */
const ENOUGH = 16 * 1024

/** Control characters that texts have: tab to carriage return, and escape. */
const IN_TEXTS: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 27])

function isText(head: Uint8Array): boolean {
  try {
    // `stream`: a character may be cut off at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return head.every((byte) => byte >= 32 || IN_TEXTS.has(byte))
  } catch {
    return false
  }
}
