import { perform } from '../src/control/perform.ts'
import { runCommand, UsageError } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:suspend',
  summary: 'Takes a workspace out of service: every request to it is answered 423 with the reason.',
  positionals: 'SLUG',
  options: { reason: { type: 'string', description: 'what its members are told' } },
  run({ config, positionals: [slug = ''], options: { reason } }) {
    if (typeof reason !== 'string') throw new UsageError('--reason is missing')
    assertDataDirectory(config)
    return perform(config, 'tenant:suspend', { slug, reason })
  },
  show: ({ slug, state_reason }) =>
    `${slug} is suspended: ${state_reason}\nUndo it with tenant:resume.`,
})
