import { resolve } from 'node:path'
import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:export',
  summary: 'Writes a workspace, while it is used, into one SQLite file without secrets.',
  positionals: 'SLUG FILE',
  run({ config, positionals: [slug = '', file = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:export', { slug, file: resolve(file) })
  },
  show: ({ file, bytes }) => `${file}: ${bytes} bytes`,
})
