/** In Unicode code points. */
export const SHORTEST_PASSWORD = 10
export const LONGEST_PASSWORD = 200

/**
 * What is wrong with a new password, for the end of a sentence that begins with
 * "must"; undefined when it is good. Nothing is asked of which characters it has
 * (NIST SP 800-63B section 3.1.1.2).
 */
export function passwordFault(password: string): string | undefined {
  const { length } = [...password]
  if (length < SHORTEST_PASSWORD) return `have at least ${SHORTEST_PASSWORD} characters`
  if (length > LONGEST_PASSWORD) return `have at most ${LONGEST_PASSWORD} characters`
  // Many programs end a text at NUL, and what has no UTF-8 cannot be typed again.
  if (password.includes('\0') || !password.isWellFormed()) return 'be text'
  if (new Set(password).size === 1) return 'be more than one character, again and again'
  return undefined
}

/** The same text, however a keyboard composes it (NIST SP 800-63B section 3.1.1.2, UAX #15). */
export function normalized(password: string): string {
  return password.normalize('NFKC')
}
