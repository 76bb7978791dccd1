import { Elysia, t } from 'elysia'
import { operation } from '../../http/operation.ts'
import { decimal } from '../../http/parameters.ts'
import { allMetrics, type Measured } from './all-metrics.ts'
import { CONTENT_TYPE, exposition } from './exposition.ts'
import { requireReader } from './reader.ts'
import { topMetrics } from './top-metrics.ts'

const MOST_TOP = 100

/** What Prometheus scrapes. */
export function metrics(measured: Measured) {
  const { services, figures } = measured
  const documented = operation({
    id: 'getMetrics',
    tag: 'Health',
    summary: 'Read the figures of the server',
    description:
      'For Prometheus, in its text format. With METRICS_TOKEN set, that is the bearer token. Without it nobody can read this in production, and in development only clients on the same machine, not through a proxy. No figure names a person, and none a workspace unless `top` asks for it.',
    access: 'public',
    answers: { 200: 'The figures.' },
    problems: [401, 403],
  })
  return new Elysia().get(
    '/metrics',
    async ({ request, server, query }) => {
      requireReader(services.config, request, server?.requestIP(request)?.address ?? null)
      const all = await allMetrics(measured, server?.pendingRequests ?? 0)
      const top = query.top === undefined ? [] : topMetrics(services, figures, Number(query.top))
      return new Response(exposition([...all, ...top]), {
        headers: { 'content-type': CONTENT_TYPE },
      })
    },
    {
      query: t.Object(
        {
          top: t.Optional(
            decimal({
              maximum: MOST_TOP,
              description: 'Adds figures of so many workspaces, the busiest ones, by name.',
              examples: [10],
            }),
          ),
        },
        { additionalProperties: false },
      ),
      detail: {
        ...documented,
        responses: {
          ...documented.responses,
          200: {
            description: 'The figures.',
            content: {
              'text/plain': {
                schema: {
                  type: 'string',
                  example: '# TYPE conclave_pool_open gauge\nconclave_pool_open 3\n',
                },
              },
            },
          },
        },
      },
    },
  )
}
