import fc, { type Arbitrary } from 'fast-check'
import { png } from '../harness/images.ts'
import { requireServed, type Target } from './target.ts'

/** What a browser may make of a file by itself, when it is shown. */
const SHOWN = /^image\/(png|gif|jpeg|webp|avif)$/
/** What it may be called besides: nothing that a browser runs. */
const SAVED =
  /^(text\/plain; charset=utf-8|application\/(octet-stream|pdf|zip|gzip|ogg)|image\/heic|(audio|video)\/[a-z0-9]+)$/

const script = '<script>alert(1)</script>'
const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** Beginnings of files that are more than one thing. */
const polyglot: Arbitrary<Buffer> = fc.constantFrom(
  latin1(`GIF89a/*${script}*/=1;`),
  latin1(`GIF89a\x01\0\x01\0\x80\0\0${script}`),
  latin1(`\xff\xd8\xff\xe0\0\x10JFIF${script}`),
  latin1(`\xff\xd8\xff${'\xff\xfe\0\x02'.repeat(5_000)}`),
  latin1(`%PDF-1.7\n${script}`),
  latin1(`PK\x03\x04${script}`),
  latin1(`RIFF\xff\xff\xff\xffWEBPVP8 ${script}`),
  latin1(`\0\0\0\x20ftypavif${script}`),
  latin1(`\0\0\0\0ftypavif${'\0\0\0\0meta'.repeat(5_000)}`),
  latin1(`<!doctype html>${script}`),
  latin1(`\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
  latin1(`\xfe\xff\0<\0s\0v\0g`),
  latin1('#!/bin/sh\nid'),
  latin1('MZ\x90\0'),
  // Two gigapixels out of a hundred bytes.
  bomb(65_535, 65_535),
  bomb(0xffff_ffff, 0xffff_ffff),
  bomb(0, 0),
)

/** A small PNG that says it is of this size. */
function bomb(width: number, height: number): Buffer {
  const small = Buffer.from(png(1, 1))
  small.writeUInt32BE(width, 16)
  small.writeUInt32BE(height, 20)
  return small
}

const content = fc
  .tuple(polyglot, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }))
  .map(([bytes, flips]) => {
    const changed = Buffer.from(bytes)
    for (const [at, byte] of flips) changed[at % changed.length] = byte
    return changed
  })

const name = fc.oneof(
  fc.constantFrom('../../auth.db', '..', '.', '/etc/passwd', 'C:\\x', 'a\0.png', 'x.html', 'x.svg'),
  fc.constantFrom(
    'a"; filename="b.html',
    "a'; filename*=UTF-8''b.html",
    'a%22%0d%0aX: y',
    '%2e%2e',
  ),
  fc.constantFrom('a\r\nSet-Cookie: x=1', '\u202egnp.exe', '.htaccess', 'con', 'x'.repeat(255)),
  fc.constantFrom('<img src=x onerror=alert(1)>', 'é'.repeat(60), '日本語.png', '\ud83d.png', ' '),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

/**
 * Uploads what is several things at once, under names that lead elsewhere. What comes back is shown
 * only as an image, saved otherwise, and never run.
 *
 * @throws Error with the file, and the seed that makes it again
 */
export async function attackUploads(target: Target, runs: number, seed?: number): Promise<void> {
  const { url, token, path } = target
  const ask = (method: string, where: string, body?: Buffer<ArrayBuffer>) =>
    fetch(url + where, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body }),
    })
  await fc.assert(
    fc.asyncProperty(content, name, async (body, filename) => {
      const query = new URLSearchParams({ filename: filename.toWellFormed() })
      const sent = await ask('POST', `${path}/files?${query}`, Buffer.from(body))
      const answer = await sent.text()
      if (sent.status === 422) return
      if (sent.status !== 201) throw new Error(`${sent.status} ${answer}`)
      const { id, ...kept } = JSON.parse(answer) as { id: string; name: string; width: number }
      if (/[/\\\p{Cc}\u202a-\u202e]/u.test(kept.name)) throw new Error(`kept as ${kept.name}`)
      const got = await ask('GET', `${path}/files/${id}`)
      requireHarmless(got)
      if (!Buffer.from(await got.arrayBuffer()).equals(body)) throw new Error('came back changed')
      await ask('DELETE', `${path}/files/${id}`)
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  )
  await requireServed(target)
}

/** @throws Error where a browser could run it, or take its name for more than that */
function requireHarmless({ status, headers }: Response): void {
  const type = headers.get('content-type') ?? ''
  const disposition = headers.get('content-disposition') ?? ''
  const isShown = disposition.startsWith('inline; ')
  const harmless =
    status === 200 &&
    (SHOWN.test(type) || (!isShown && SAVED.test(type))) &&
    /^(inline|attachment); filename="[^"\\]*"; filename\*=UTF-8''[\w.~%!&+`|$#^-]*$/.test(
      disposition,
    ) &&
    headers.get('x-content-type-options') === 'nosniff' &&
    headers.get('content-security-policy')?.startsWith("sandbox; default-src 'none'") === true &&
    headers.get('set-cookie') === null
  if (!harmless) throw new Error(`${status} ${type} ${disposition}`)
}
