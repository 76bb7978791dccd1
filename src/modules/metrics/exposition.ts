/** One figure at this moment; a counter's name ends in `_total`, by convention. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly value: number
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
    .map(({ name, help, type, value }) => {
      const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
      return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n${name} ${value}\n`
    })
    .join('')
}

export function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', value }
}

export function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', value }
}
