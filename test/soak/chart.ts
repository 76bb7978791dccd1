import type { Sample } from './sample.ts'
import type { SoakReport } from './soak.ts'

interface Line {
  readonly name: string
  readonly color: string
  readonly of: (sample: Sample) => number
}

interface Panel {
  readonly title: string
  readonly unit: string
  readonly lines: readonly Line[]
}

const [BLUE, ORANGE, GREEN, RED, GREY] = ['#2563eb', '#ea580c', '#059669', '#dc2626', '#94a3b8']
const MB = 1_000_000

const PANELS: readonly Panel[] = [
  {
    title: 'Resident memory',
    unit: 'MB',
    lines: [{ name: '', color: BLUE, of: ({ residentBytes }) => residentBytes / MB }],
  },
  {
    title: 'Descriptors and open workspaces',
    unit: '',
    lines: [
      { name: 'descriptors', color: BLUE, of: ({ descriptors }) => descriptors },
      { name: 'workspaces', color: ORANGE, of: ({ openWorkspaces }) => openWorkspaces },
    ],
  },
  {
    title: 'Write-ahead logs',
    unit: 'MB',
    lines: [
      { name: 'all', color: BLUE, of: ({ walBytes }) => walBytes / MB },
      { name: 'largest', color: ORANGE, of: ({ largestWalBytes }) => largestWalBytes / MB },
      { name: 'auth', color: GREEN, of: ({ authWalBytes }) => authWalBytes / MB },
    ],
  },
  {
    title: 'Latency',
    unit: 'ms',
    lines: [
      { name: 'request p50', color: BLUE, of: ({ requestP50 }) => requestP50 },
      { name: 'p99', color: ORANGE, of: ({ requestP99 }) => requestP99 },
      { name: 'event p50', color: GREEN, of: ({ eventP50 }) => eventP50 },
      { name: 'p99', color: RED, of: ({ eventP99 }) => eventP99 },
      { name: 'load late, p99', color: GREY, of: ({ lateP99 }) => lateP99 },
    ],
  },
]

const WIDTH = 430
const HEIGHT = 170
const MARGIN = { left: 50, right: 10, top: 40, bottom: 25 }
const HEAD = 60

/** The samples of a soak as a picture of four panels (SVG), with what was done above them. */
export function chart({ samples, options, requests, connections, passed }: SoakReport): string {
  const n = (count: number) => count.toLocaleString('en-US')
  const headline = `${n(options.minutes)} minutes, ${n(options.workspaces)} workspaces, ${n(options.open)} of them open at the most`
  const done = `${n(requests)} requests, ${n(connections)} connections for events, ${n(passed)} workspaces that came and went`
  const panels = PANELS.map((panel, index) => {
    const [x, y] = [(index % 2) * WIDTH, HEAD + Math.floor(index / 2) * HEIGHT]
    return `<g transform="translate(${x} ${y})">\n${draw(panel, samples, options.minutes)}\n</g>`
  })
  const [width, height] = [2 * WIDTH, HEAD + 2 * HEIGHT]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#334155">
<title>A soak: memory, descriptors, write-ahead logs and latency over time</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="20" y="26" font-size="14" font-weight="600">${headline}</text>
<text x="20" y="44">${done}</text>
${panels.join('\n')}
</svg>
`
}

function draw({ title, unit, lines }: Panel, samples: readonly Sample[], minutes: number): string {
  const top = ceiling(Math.max(...lines.flatMap(({ of }) => samples.map(of))))
  const [right, bottom] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom]
  const x = (at: number) => MARGIN.left + (at / minutes) * (right - MARGIN.left)
  const y = (value: number) => bottom - (value / top) * (bottom - MARGIN.top)
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<path d="M${MARGIN.left} ${y(top * share)}H${right}" stroke="#e2e8f0"/>` +
      `<text x="${MARGIN.left - 6}" y="${y(top * share) + 4}" text-anchor="end">${top * share}</text>`,
  )
  const names = lines
    .filter(({ name }) => name !== '')
    .map(({ name, color }) => `<tspan fill="${color}" dx="8">${name}</tspan>`)
  const paths = lines.map(({ color, of }) => {
    const points = samples.map(
      (sample) => `${x(sample.minutes).toFixed(1)},${y(of(sample)).toFixed(1)}`,
    )
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="1.3"/>`
  })
  const heading = unit === '' ? title : `${title}, ${unit}`
  return [
    `<text x="20" y="${MARGIN.top - 14}"><tspan font-weight="600">${heading}</tspan>${names.join('')}</text>`,
    ...grid,
    `<text x="${right}" y="${HEIGHT - 8}" text-anchor="end">${minutes} min</text>`,
    ...paths,
  ].join('\n')
}

/** The next number above of the form 1, 2, or 5 times a power of ten. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-3)))
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power
}
