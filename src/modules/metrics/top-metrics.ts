import type { ServerFigures } from '../../figures/server-figures.ts'
import type { Services } from '../../services.ts'
import { labelled, type Metric } from './exposition.ts'

/** The busiest workspaces, by name: for whoever asks for them. */
export function topMetrics(
  { tenants }: Services,
  { activity }: ServerFigures,
  count: number,
): Metric[] {
  const busiest = activity.first(count, 'rate', performance.now()).map(({ id, ...figures }) => ({
    labels: { workspace: id, slug: tenants.registry.findById(id)?.slug ?? '' },
    ...figures,
  }))
  const each = (name: string, help: string, value: (one: (typeof busiest)[number]) => number) =>
    labelled(
      'gauge',
      name,
      help,
      busiest.map((one) => ({ labels: one.labels, value: value(one) })),
    )
  return [
    each(
      'conclave_top_requests_per_second',
      'Requests of the busiest workspaces, over the last minute or two.',
      ({ rate }) => rate,
    ),
    each(
      'conclave_top_mean_request_seconds',
      'How long their answers took on average.',
      ({ mean }) => mean,
    ),
    each(
      'conclave_top_slowest_request_seconds',
      'How long the slowest one took.',
      ({ slowest }) => slowest,
    ),
  ]
}
