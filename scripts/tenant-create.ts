import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { showMadeWorkspace } from './show-made-workspace.ts'

await runCommand({
  name: 'tenant:create',
  summary: 'Creates a workspace, its owner and an API token for them, which is shown once.',
  positionals: 'SLUG',
  options: {
    name: { type: 'string', description: 'what people see; the slug, when absent' },
    owner: { type: 'string', description: 'e-mail address of the owner' },
    template: {
      type: 'string',
      description:
        'a workspace whose group rooms it gets, without people and messages; needs --owner',
    },
  },
  run: ({ config, positionals: [slug = ''], options: { name, owner, template } }) =>
    perform(config, 'tenant:create', {
      slug,
      name: name as string | undefined,
      owner: owner as string | undefined,
      template: template as string | undefined,
    }),
  show: showMadeWorkspace,
})
