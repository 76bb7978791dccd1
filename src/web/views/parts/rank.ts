/** What can be found by a few letters. */
interface Ranked {
  readonly label: string
  readonly note?: string
}

/**
 * Those that fit what was typed, the best first: whose name begins so, then one of whose words does,
 * then that have it anywhere. Equals keep their order. Case and accents do not matter.
 */
export function rank<One extends Ranked>(all: readonly One[], typed: string): One[] {
  const wanted = plain(typed.trim().replace(/^[#@]/, ''))
  if (wanted === '') return [...all]
  return all
    .map((one) => ({
      one,
      points: points(plain(one.label), wanted) || points(plain(one.note ?? ''), wanted) / 2,
    }))
    .filter((found) => found.points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ one }) => one)
}

function points(text: string, wanted: string): number {
  const at = text.indexOf(wanted)
  if (at < 0) return 0
  if (at === 0) return 4
  return /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) ? 1 : 2
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
