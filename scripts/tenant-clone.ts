import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'
import { showMadeWorkspace } from './show-made-workspace.ts'

await runCommand({
  name: 'tenant:clone',
  summary: 'Makes a workspace with the content of another, which may be in use.',
  positionals: 'SLUG NEW',
  options: {
    name: { type: 'string', description: 'what people see; that of the other one, when absent' },
    owner: {
      type: 'string',
      description: 'e-mail address of its only member; the same members, when absent',
    },
  },
  run({ config, positionals: [source = '', slug = ''], options: { name, owner } }) {
    assertDataDirectory(config)
    return perform(config, 'tenant:clone', {
      source,
      slug,
      name: name as string | undefined,
      owner: owner as string | undefined,
    })
  },
  show: showMadeWorkspace,
})
