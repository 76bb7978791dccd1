import { perform } from '../src/control/perform.ts'
import { runCommand, UsageError } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'
import { requireYes } from './require-yes.ts'

/** Days; more than a century is a typing error. */
const LONGEST_GRACE = 36_500

await runCommand({
  name: 'tenant:delete',
  summary: 'Deletes a workspace. It can be brought back with tenant:undelete until it is purged.',
  positionals: 'SLUG',
  options: {
    'grace-days': { type: 'string', description: 'when the server purges it; 30 when absent' },
    yes: { type: 'boolean', description: 'do it without asking' },
  },
  run({ config, positionals: [slug = ''], options }) {
    const days = options['grace-days'] ?? '30'
    const graceDays = /^\d+$/.test(String(days)) ? Number(days) : Number.NaN
    if (!(graceDays <= LONGEST_GRACE)) {
      throw new UsageError(`--grace-days must be a number from 0 to ${LONGEST_GRACE}`)
    }
    assertDataDirectory(config)
    requireYes(options, `Delete ${slug}, to be purged in ${graceDays} days?`)
    return perform(config, 'tenant:delete', { slug, graceDays })
  },
  show: ({ slug, delete_after }) =>
    `${slug} is deleted, and will be purged after ${delete_after} UTC. Undo it with tenant:undelete.`,
})
