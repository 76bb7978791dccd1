/** Numbers for people, each at most nine characters wide. */

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** A rate: small ones with a digit behind the point. */
export function rate(value: number): string {
  return value > 0 && value < 10 ? value.toFixed(1) : whole(value)
}

export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let size = value
  let unit = 0
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000
    unit += 1
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

export function duration(seconds: number): string {
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`
  if (seconds < 0.01) return `${(seconds * 1_000).toFixed(1)} ms`
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  return seconds < 48 * 3_600
    ? `${Math.round(seconds / 3_600)} h`
    : `${Math.round(seconds / 86_400)} d`
}

/** As histograms know it: no more than one of their bounds. */
export function atMost(seconds: number | null): string {
  if (seconds === null) return '-'
  return Number.isFinite(seconds) ? `≤ ${duration(seconds)}` : 'longer than is counted'
}
