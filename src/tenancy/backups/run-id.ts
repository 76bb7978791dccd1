const ID = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})\.(\d{3})Z$/

export function isRunId(text: string): boolean {
  return ID.test(text)
}

/**
 * The id of a run that starts now: its time in UTC, in ISO 8601's basic form, so
 * that names sort as times do.
 *
 * @param after the run before, behind which it has to sort even if the clock was set back
 */
export function newRunId(now: Date, after?: string): string {
  const id = format(now)
  if (after === undefined || id > after) return id
  return format(new Date(timeOfRun(after).getTime() + 1))
}

/** When the run began. */
export function timeOfRun(id: string): Date {
  return new Date(id.replace(ID, '$1-$2-$3T$4:$5:$6.$7Z'))
}

function format(time: Date): string {
  return time.toISOString().replaceAll(/[-:]/g, '')
}
