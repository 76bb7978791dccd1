/** Photographs have a few dozen before the one that tells their size. */
const MOST_SEGMENTS = 1_000

/** Start of frame: baseline, extended, progressive. */
const TELLS_SIZE: ReadonlySet<number | undefined> = new Set([0xc0, 0xc1, 0xc2])

/**
 * Whether one segment follows the other up to the one that tells the size (ITU T.81, annex B).
 *
 * @param head how the file begins
 */
export function isReadableJpeg(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  let at = 2
  for (let segment = 0; segment < MOST_SEGMENTS; segment += 1) {
    if (at + 9 > head.length || head[at] !== 0xff) return false
    if (TELLS_SIZE.has(head[at + 1])) return true
    at += 2 + view.getUint16(at + 2)
  }
  return false
}
