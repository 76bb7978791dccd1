const day = 24 * 60 * 60_000
const opens = 8 * 60 * 60_000
const workday = 9 * 60 * 60_000
const workdays = 15

/** What `officeHours` can place: the working time of three weeks, in milliseconds. */
export const officeTime = workdays * workday

/**
 * Lays working time over the calendar: 0 is eight o'clock UTC on the first of the
 * fifteen weekdays that end before the day of `now`, so that everything lies in the past.
 */
export function officeHours(now: Date): (elapsed: number) => Date {
  const days: number[] = []
  let midnight = Math.floor(now.getTime() / day) * day
  while (days.length < workdays) {
    midnight -= day
    if (isWeekday(new Date(midnight))) days.unshift(midnight)
  }
  return (elapsed) => {
    const inside = Math.min(elapsed, officeTime - 1)
    const start = days[Math.floor(inside / workday)] as number
    return new Date(start + opens + (inside % workday))
  }
}

function isWeekday(date: Date): boolean {
  return date.getUTCDay() !== 0 && date.getUTCDay() !== 6
}
