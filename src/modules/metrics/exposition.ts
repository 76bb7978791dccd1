import type { Histogram } from '../../figures/histogram.ts'

export type Labels = Readonly<Record<string, string | number>>

/** One line: the value of a metric, or of a part of it. */
interface Sample {
  /** Behind the name of the metric: `_bucket`. */
  readonly suffix?: string
  readonly labels?: Labels
  readonly value: number
}

/** A figure at this moment, or one for each combination of labels; a counter's name ends in `_total`, by convention. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly Sample[]
}

/**
 * Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * It is all that is needed of a metrics library here: every figure is counted
 * where it arises already, and read when somebody asks.
 */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function exposition(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(
        ({ suffix = '', labels, value }) => `${name}${suffix}${braced(labels)} ${value}\n`,
      )
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
}

export function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', samples: [{ value }] }
}

export function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', samples: [{ value }] }
}

/** A figure for each combination of labels. */
export function labelled(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  samples: readonly { readonly labels: Labels; readonly value: number }[],
): Metric {
  return { name, help, type, samples }
}

export function histogram(
  name: string,
  help: string,
  all: readonly { readonly labels?: Labels; readonly values: Histogram }[],
): Metric {
  return { name, help, type: 'histogram', samples: all.flatMap(samplesOf) }
}

function samplesOf({ labels, values }: { readonly labels?: Labels; readonly values: Histogram }) {
  const buckets = values.cumulative()
  const also = labels === undefined ? {} : { labels }
  return [
    ...buckets.map(({ bound, count }) => ({
      suffix: '_bucket',
      labels: { ...labels, le: bound === Number.POSITIVE_INFINITY ? '+Inf' : bound },
      value: count,
    })),
    { suffix: '_sum', ...also, value: values.sum },
    { suffix: '_count', ...also, value: buckets.at(-1)?.count ?? 0 },
  ]
}

function braced(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(String(value)).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
