import { classNames } from './class-names.ts'

interface MeterProps {
  /** What is measured, for screen readers. */
  readonly label: string
  readonly value: number
  readonly most: number
}

/** How much is used of what may be. It warns from four fifths on. */
export function Meter({ label, value, most }: MeterProps) {
  const part = most === 0 ? 1 : value / most
  return (
    <progress
      class={classNames('meter', part >= 1 ? 'full' : part >= 0.8 && 'near')}
      aria-label={label}
      value={value}
      max={most}
    />
  )
}
