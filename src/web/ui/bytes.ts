const units = ['bytes', 'KB', 'MB', 'GB', 'TB']

/** A size as people say it, with at most three digits: 0 bytes, 12.5 MB. Thousands, as disks count. */
export function bytes(count: number): string {
  let [value, unit] = [count, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  const shown = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value)
  return `${shown} ${units[unit]}`
}
