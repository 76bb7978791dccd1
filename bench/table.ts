import { type Figure, type PartReport, type Unit, verdict } from './figure.ts'

/** A part as people read it. */
export function showPart({ title, figures, remarks, seconds }: PartReport): string {
  const rows = figures.map((one) => [
    one.name,
    shown(one.value, one.unit),
    one.range === undefined ? '' : `${bare(one.range[0])} – ${bare(one.range[1])}`,
    target(one),
    verdict(one),
    (one.beside ?? []).map(({ name, value, unit }) => `${name} ${shown(value, unit)}`).join(', '),
  ])
  const head = ['', 'measured', 'rounds', 'target', '', '']
  const widths = head.map((text, i) =>
    Math.max(text.length, ...rows.map((row) => row[i]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const width = widths[i] ?? 0
        return i === 0 || i >= 4 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return [
    `\n${title}  (${seconds.toFixed(0)} s)`,
    ...(rows.length === 0 ? [] : [line(head), ...rows.map(line)]),
    ...remarks.map((remark) => `- ${remark}`),
  ].join('\n')
}

function target({ target: wanted, unit }: Figure): string {
  if (wanted === undefined) return ''
  return 'atLeast' in wanted
    ? `≥ ${shown(wanted.atLeast, unit)}`
    : `≤ ${shown(wanted.atMost, unit)}`
}

function shown(value: number, unit: Unit): string {
  return unit === '' ? bare(value) : `${bare(value)} ${unit}`
}

/** Three digits that count; whole numbers from a hundred on, in groups. */
function bare(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en-US')
  if (size >= 10) return value.toFixed(1)
  if (size >= 0.1 || size === 0) return value.toFixed(2)
  return value.toFixed(3)
}
