import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import type { Live } from '../../realtime/live.ts'
import type { Services } from '../../services.ts'
import type { BackupFigures } from '../../tenancy/backups/backup-schedule.ts'
import { CONTENT_TYPE, exposition } from './exposition.ts'
import { figures } from './figures.ts'
import { requireReader } from './reader.ts'

/** What Prometheus scrapes. */
export function metrics(services: Services, live: Live, backups?: () => Promise<BackupFigures>) {
  const documented = operation({
    id: 'getMetrics',
    tag: 'Health',
    summary: 'Read the figures of the server',
    description:
      'For Prometheus, in its text format. With METRICS_TOKEN set, that is the bearer token. Without it nobody can read this in production, and in development only clients on the same machine, not through a proxy. No figure names a workspace or a person.',
    access: 'public',
    answers: { 200: 'The figures.' },
    problems: [401, 403],
  })
  return new Elysia().get(
    '/metrics',
    async ({ request, server }) => {
      requireReader(services.config, request, server?.requestIP(request)?.address ?? null)
      return new Response(exposition(await figures(services, live, await backups?.())), {
        headers: { 'content-type': CONTENT_TYPE },
      })
    },
    {
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
