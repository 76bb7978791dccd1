const days = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const daysOfOtherYears = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** The day of a moment where the reader is, as a key. */
export function dayOf(at: string): string {
  return new Date(at).toDateString()
}

/** "Today", "Yesterday", "Monday, 3 March". */
export function dayName(at: string, now = new Date()): string {
  const date = new Date(at)
  for (const ago of [0, 1]) {
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago)
    if (day.toDateString() === date.toDateString()) return capital(relative.format(-ago, 'day'))
  }
  return (date.getFullYear() === now.getFullYear() ? days : daysOfOtherYears).format(date)
}

export function timeOf(at: string): string {
  return times.format(new Date(at))
}

export function momentOf(at: string): string {
  return moments.format(new Date(at))
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}
