import type { Result } from '../src/control/operation-types.ts'
import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'
import { requireYes } from './require-yes.ts'

await runCommand({
  name: 'tenant:purge',
  summary: 'Removes a deleted workspace for good: its files and all that refers to it.',
  positionals: 'SLUG',
  options: {
    now: { type: 'boolean', description: 'do not wait for the end of the grace period' },
    yes: { type: 'boolean', description: 'do it without asking' },
  },
  run({ config, positionals: [slug = ''], options }) {
    assertDataDirectory(config)
    requireYes(options, `Remove ${slug} for good? Nothing brings it back.`)
    return perform(config, 'tenant:purge', { slug, now: options['now'] === true })
  },
  show: ({ slug, id, files, bytes, memberships, tokens, former_slugs, backups, audit_log_days }) =>
    [
      `${slug} is gone for good.`,
      `  id            ${id}`,
      `  files         ${files}, ${bytes} bytes`,
      `  memberships   ${memberships}`,
      `  API tokens    ${tokens}`,
      `  former slugs  ${former_slugs.length === 0 ? 'none' : former_slugs.join(', ')}`,
      `  audit log     rows with this id remain for ${audit_log_days} days`,
      `  backups       ${describe(backups)}`,
    ].join('\n'),
})

function describe(backups: Result<'tenant:purge'>['backups']): string {
  if (!backups) return 'BACKUP_DIR is not set, or cannot be read: some may have it'
  if (backups.until === null) return `none in ${backups.directory} has it`
  return `in ${backups.directory} have it, until the first one after ${backups.until}`
}
