import { resolve } from 'node:path'
import { perform } from '../src/control/perform.ts'
import { runCommand, UsageError } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'tenant:export',
  summary: 'Writes a workspace, while it is used, into one file without secrets.',
  positionals: 'SLUG FILE',
  options: {
    format: {
      type: 'string',
      description: 'sqlite, which tenant:import takes, or jsonl; sqlite, when absent',
    },
  },
  run({ config, positionals: [slug = '', file = ''], options: { format = 'sqlite' } }) {
    if (format !== 'sqlite' && format !== 'jsonl') {
      throw new UsageError('--format must be sqlite or jsonl')
    }
    assertDataDirectory(config)
    return perform(config, 'tenant:export', { slug, file: resolve(file), format })
  },
  show: ({ file, bytes }) => `${file}: ${bytes} bytes`,
})
