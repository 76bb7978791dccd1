/** Which of `count` things the next request is for. */
export type Distribution = 'zipf' | 'uniform' | 'one'

/**
 * Draws numbers below `count`. `zipf`: the nth most popular is asked for 1/n as
 * often as the first, which is how use of many tenants tends to be spread.
 */
export function drawer(distribution: Distribution, count: number, seed: number): () => number {
  const random = mulberry32(seed)
  if (distribution === 'one') return () => 0
  if (distribution === 'uniform') return () => Math.floor(random() * count)
  const sums = new Float64Array(count)
  let sum = 0
  for (let i = 0; i < count; i += 1) {
    sum += 1 / (i + 1)
    sums[i] = sum
  }
  return () => firstAbove(sums, random() * sum)
}

function firstAbove(sums: Float64Array, value: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** What a chat mostly does: of a hundred requests 80 read one message, 15 the last 50, 5 write. */
export type Operation = 'get' | 'last50' | 'post'

export function mixed(seed: number): () => Operation {
  const random = mulberry32(seed)
  return () => {
    const number = random() * 100
    if (number < 80) return 'get'
    return number < 95 ? 'last50' : 'post'
  }
}

/** A small seeded generator (https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32). */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixedUp = Math.imul(state ^ (state >>> 15), 1 | state)
    mixedUp = (mixedUp + Math.imul(mixedUp ^ (mixedUp >>> 7), 61 | mixedUp)) ^ mixedUp
    return ((mixedUp ^ (mixedUp >>> 14)) >>> 0) / 4_294_967_296
  }
}
