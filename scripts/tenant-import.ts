import { resolve } from 'node:path'
import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { showMadeWorkspace } from './show-made-workspace.ts'

await runCommand({
  name: 'tenant:import',
  summary: 'Makes a workspace out of an exported file, once everything in the file was checked.',
  positionals: 'FILE SLUG',
  options: {
    name: { type: 'string', description: 'what people see; the slug, when absent' },
    owner: { type: 'string', description: 'e-mail address of the owner' },
  },
  run: ({ config, positionals: [file = '', slug = ''], options: { name, owner } }) =>
    perform(config, 'tenant:import', {
      file: resolve(file),
      slug,
      name: name as string | undefined,
      owner: owner as string | undefined,
    }),
  show: showMadeWorkspace,
})
