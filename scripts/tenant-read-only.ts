import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:read-only',
  summary: 'Lets a workspace be read and not written: writes are answered 423.',
  positionals: 'SLUG',
  run({ config, positionals: [slug = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:read-only', { slug })
  },
  show: ({ slug }) => `${slug} can only be read. Undo it with tenant:resume.`,
})
