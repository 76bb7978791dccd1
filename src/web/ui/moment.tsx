const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Each with the seconds up to which it is used. */
const units = [
  ['minute', minute, hour],
  ['hour', hour, day],
  ['day', day, 7 * day],
] as const

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'long' })
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

/** "3 hours ago", "in 6 days", or the date of what is further away than a week. */
export function fromNow(at: string, now = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1_000
  const distance = Math.abs(seconds)
  if (distance < minute) return seconds > 0 ? 'in a moment' : 'just now'
  const unit = units.find(([, , most]) => distance < most)
  if (unit === undefined) return dates.format(new Date(at))
  const [name, length] = unit
  return relative.format(Math.round(seconds / length), name)
}

export function dateOf(at: string): string {
  return dates.format(new Date(at))
}

/** A moment as people say it; all of it when pointed at. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={moments.format(new Date(at))}>
      {fromNow(at)}
    </time>
  )
}
