import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { imageSize } from '../../src/modules/files/image-size.ts'
import { mediaTypeOf } from '../../src/modules/files/media-type.ts'
import { png } from '../harness/images.ts'

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

/** A JPEG of 300 × 200 up to its frame, turned as this EXIF orientation says. */
function jpeg(orientation: number): Uint8Array {
  const tiff = `MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0\0\0\0\0`
  const exif = `Exif\0\0${tiff}`
  const app1 = `\xff\xe1\0${String.fromCharCode(exif.length + 2)}${exif}`
  return latin1(`\xff\xd8${app1}\xff\xc0\0\x11\x08\0\xc8\x01\x2c\x03${'\0'.repeat(9)}\xff\xd9`)
}

describe('an image is as large as it is shown', () => {
  test.each([
    ['PNG', png(300, 200), 'image/png'],
    ['GIF', latin1('GIF89a\x2c\x01\xc8\0\0\0\0'), 'image/gif'],
    ['WebP', latin1(`RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x2b\x01\0\xc7\0\0`), 'image/webp'],
    ['JPEG', jpeg(1), 'image/jpeg'],
  ])('%s', (_, head, mediaType) => {
    expect(mediaTypeOf(head)).toBe(mediaType)
    expect(imageSize(mediaType, head)).toEqual({ width: 300, height: 200 })
  })

  test('a photograph on its side', () => {
    expect(imageSize('image/jpeg', jpeg(6))).toEqual({ width: 200, height: 300 })
  })
})

test('what is no image, or one of unlikely size, has none', () => {
  const vast = png(1, 1)
  new DataView(vast.buffer).setUint32(16, 70_000)
  expect(imageSize('image/png', vast)).toBeNull()
  expect(imageSize('image/jpeg', latin1(`\xff\xd8${'\xff'.repeat(200_000)}`))).toBeNull()
  expect(imageSize('image/svg+xml', latin1('<svg width="1" height="1"/>'))).toBeNull()
})

test('nothing that anybody sends makes it throw', () => {
  const types = ['image/png', 'image/gif', 'image/jpeg', 'image/webp', 'image/avif']
  const starts = [
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    '\xff\xd8\xff\xe1',
    'RIFF\0\0\0\0WEBPVP8X',
    '\0\0\0\x18ftypavif',
  ]
  fc.assert(
    fc.property(fc.nat(4), fc.uint8Array({ maxLength: 200 }), (which, rest) => {
      const head = new Uint8Array([...latin1(starts[which] ?? ''), ...rest])
      const size = imageSize(types[which] ?? '', head)
      if (size !== null) expect(Math.min(size.width, size.height)).toBeGreaterThan(0)
      expect(mediaTypeOf(rest)).toBeString()
    }),
    { numRuns: 1_000 },
  )
})
