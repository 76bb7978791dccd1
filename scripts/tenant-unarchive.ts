import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:unarchive',
  summary: 'Puts an archived workspace into service again.',
  positionals: 'SLUG',
  run({ config, positionals: [slug = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:unarchive', { slug })
  },
  show: ({ slug, state }) => `${slug} is unpacked (${state}).`,
})
