import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:resume',
  summary: 'Puts a suspended or read-only workspace into full service again.',
  positionals: 'SLUG',
  run({ config, positionals: [slug = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:resume', { slug })
  },
  show: ({ slug }) => `${slug} is in service.`,
})
