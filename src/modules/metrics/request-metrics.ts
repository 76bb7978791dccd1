import type { ServerFigures } from '../../figures/server-figures.ts'
import { gauge, histogram, labelled, type Metric } from './exposition.ts'

/** @param pending requests that are not answered yet */
export function requestMetrics({ requests, loop }: ServerFigures, pending: number): Metric[] {
  const routes = requests.all()
  return [
    labelled(
      'counter',
      'conclave_http_requests_total',
      'Requests that were answered, by route and status.',
      routes.flatMap(({ method, route, statuses }) =>
        [...statuses].map(([status, value]) => ({ labels: { method, route, status }, value })),
      ),
    ),
    histogram(
      'conclave_http_request_duration_seconds',
      'From a request to the head of its answer.',
      routes.map(({ method, route, durations }) => ({
        labels: { method, route },
        values: durations,
      })),
    ),
    gauge('conclave_http_requests_pending', 'Requests that are not answered yet.', pending),
    histogram('conclave_event_loop_delay_seconds', 'How late a timer fires, ten times a second.', [
      { values: loop.delays },
    ]),
  ]
}
