import type { Timeline } from '../store/timeline.ts'
import { Button } from '../ui/button.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { dayName } from './dates.ts'

/** Where a day begins. */
export function DayLine({ at }: { readonly at: string }) {
  return (
    <h2 class="day-line">
      <span>{dayName(at)}</span>
    </h2>
  )
}

/** Where begins what one has not read. */
export function UnreadLine() {
  return (
    <div class="unread-line">
      <span>New</span>
    </div>
  )
}

/** Where more is being read, or could not be. */
export function MoreRow({ timeline }: { readonly timeline: Timeline }) {
  const failed = timeline.failed.value
  if (failed === null) return <Waiting label="Reading messages" />
  const again = {
    newest: () => timeline.openNewest(),
    around: () => timeline.openNewest(),
    older: () => timeline.loadOlder(),
    newer: () => timeline.loadNewer(),
  }[failed]
  return (
    <div class="more-failed" role="alert">
      <span>Messages could not be read.</span>
      <Button compact onClick={() => void again()}>
        Try again
      </Button>
    </div>
  )
}
