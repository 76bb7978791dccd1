/** Longest name of a person, in Unicode code points. */
export const LONGEST_NAME = 80

/**
 * A name as a provider of identities gives it, made one that people could have
 * chosen here: in one line and not longer than others, because it goes along with
 * every message.
 *
 * @returns null when there is nothing to see in it
 */
export function tidyName(name: string): string | null {
  const line = name
    .slice(0, 10 * LONGEST_NAME)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  const tidy = [...line.trim()].slice(0, LONGEST_NAME).join('').trim()
  return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(tidy) ? tidy : null
}
