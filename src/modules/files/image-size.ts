import { GIF } from 'image-size/types/gif'
import { HEIF } from 'image-size/types/heif'
import { JPG } from 'image-size/types/jpg'
import { PNG } from 'image-size/types/png'
import { WEBP } from 'image-size/types/webp'
import { isReadableJpeg } from './readable-jpeg.ts'

export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** By media type: no other reader of the library ever sees what somebody has sent. */
const READERS: Readonly<Record<string, typeof PNG>> = {
  'image/png': PNG,
  'image/gif': GIF,
  'image/jpeg': JPG,
  'image/webp': WEBP,
  'image/avif': HEIF,
}

/** Pixels on each side. What has more is a way to make a viewer run out of memory. */
const MOST = 65_535

/** EXIF orientations that lay the picture on its side. */
const TURNED = 5

/**
 * How large an image is, as it is shown; null when that does not stand in its beginning.
 *
 * @param head how the file begins
 */
export function imageSize(mediaType: string, head: Uint8Array): ImageSize | null {
  // The library would look for a beginning at every byte, for many milliseconds.
  if (mediaType === 'image/jpeg' && !isReadableJpeg(head)) return null
  try {
    const size = READERS[mediaType]?.calculate(head)
    if (size === undefined || !fits(size.width) || !fits(size.height)) return null
    const { width, height, orientation = 1 } = size
    return orientation >= TURNED ? { width: height, height: width } : { width, height }
  } catch {
    // Cut off, or made to look like an image.
    return null
  }
}

function fits(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 1 && pixels <= MOST
}
