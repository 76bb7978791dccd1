import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'
import { requireYes } from './require-yes.ts'

await runCommand({
  name: 'account:delete',
  summary: 'Deletes an account, and erases the person from every workspace they were ever in.',
  positionals: 'EMAIL',
  options: { yes: { type: 'boolean', description: 'do it without asking' } },
  run({ config, positionals: [email = ''], options }) {
    assertDataDirectory(config)
    requireYes(options, `Delete the account of ${email}? Nothing brings it back.`)
    return perform(config, 'account:delete', { email })
  },
  show: ({ deleted_workspaces: deleted, archived_workspaces: archived }) =>
    [
      'The account is gone. What they wrote stays, by "Deleted user".',
      ...(deleted.length > 0
        ? [`  deleted with it, because nobody else was in them: ${deleted.join(', ')}`]
        : []),
      ...(archived > 0
        ? [`  archived workspaces that hold their name until they are unarchived: ${archived}`]
        : []),
      '  Exports and backups made until now hold it until you remove them, or they expire.',
    ].join('\n'),
})
