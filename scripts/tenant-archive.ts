import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:archive',
  summary: 'Packs a workspace and takes it out of service until tenant:unarchive.',
  positionals: 'SLUG',
  run({ config, positionals: [slug = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:archive', { slug })
  },
  show: ({ slug, bytes }) =>
    `${slug} is archived, in ${bytes} bytes. Undo it with tenant:unarchive.`,
})
