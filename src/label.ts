/*
 * Names in one line: of workspaces, rooms and people.
 */

/** At most `limit` code points, as JSON Schema counts them: `length` counts most emoji twice. */
export function hasAtMost(limit: number, value: string): boolean {
  if (value.length <= limit) return true
  if (value.length > 2 * limit) return false
  let count = 0
  for (const _ of value) count += 1
  return count <= limit
}

/** Neither blank nor one of the characters that draw nothing by themselves, such as U+200B. */
export const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u

/**
 * Control characters, the two other ways to begin a line, and what turns the direction of the
 * text around it, in which `gpj.exe` can look like `exe.jpg` (UAX 9, section 2; marks such as U+200F
 * are left to those who write from right to left).
 */
const CONTROLLING = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u

/** Whether it is a name of at most `maxLength` code points, once it is {@link tidy}. */
export function isLabel(maxLength: number, value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= 4 * maxLength &&
    value.isWellFormed() &&
    !CONTROLLING.test(value) &&
    VISIBLE.test(value) &&
    hasAtMost(maxLength, tidy(value))
  )
}

/**
 * A name as it is stored: without the blanks around it, and composed (NFC, UAX 15), so that two that
 * look alike because one keyboard types é and another e with an accent are the same.
 */
export function tidy(label: string): string {
  return label.trim().normalize('NFC')
}
