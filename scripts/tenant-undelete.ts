import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:undelete',
  summary: 'Brings a deleted workspace back, as long as it has not been purged.',
  positionals: 'SLUG',
  run({ config, positionals: [slug = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:undelete', { slug })
  },
  show: ({ slug, state }) => `${slug} is back (${state}).`,
})
