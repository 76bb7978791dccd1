import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:rename',
  summary: 'Gives a workspace another slug. The old one stays its own and answers 308.',
  positionals: 'SLUG NEW',
  run({ config, positionals: [slug = '', to = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:rename', { slug, to })
  },
  show: ({ slug, id }) => `The workspace ${id} is called ${slug} now.`,
})
