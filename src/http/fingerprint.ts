/**
 * A short text that changes with any of the parts, for an ETag.
 *
 * A time of the last change would not do for that: two changes within one
 * millisecond would share it, and the second would pass for the first. So this
 * takes what the answer shows. It says "the same" of two different answers once
 * in 2^64, and may differ in another version of Bun, which costs its clients one
 * more read.
 */
export function fingerprint(...parts: readonly (string | number | null)[]): string {
  return Bun.hash(JSON.stringify(parts)).toString(36)
}
