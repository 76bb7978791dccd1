import { awaitDataDirectory } from '../src/control/await-data-directory.ts'
import { UnknownTenant } from '../src/tenancy/errors.ts'
import { obstacle } from '../src/tenancy/obstacle.ts'
import { OperationJournal } from '../src/tenancy/operation-journal.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import { workspaceEngine } from '../src/workspace-engine.ts'
import { runCommand, UsageError } from './command.ts'
import { openRegistry } from './open-registry.ts'
import { requireYes } from './require-yes.ts'

await runCommand({
  name: 'db:rollback',
  summary:
    'Undoes the last migrations of one workspace. Stop the server first: it would migrate it again.',
  positionals: 'SLUG',
  options: {
    steps: { type: 'string', description: 'how many migrations; 1 when absent' },
    yes: {
      type: 'boolean',
      description: 'do it: undoing a migration can lose what only it could hold',
    },
  },
  async run({ config, positionals: [slug = ''], options }) {
    const steps = Number(options['steps'] ?? 1)
    if (!Number.isInteger(steps) || steps < 1) throw new UsageError('--steps must be 1 or more')
    using open = openRegistry(config)
    const { directory, database, registry } = open
    const tenant = registry.findBySlug(slug)
    if (!tenant) throw new UnknownTenant(`there is no workspace ${slug}`)
    requireYes(options, questionFor(slug, namesOf(tenant.schema_version, steps)))
    const lock = await awaitDataDirectory(directory, 'db:rollback')
    try {
      const inTheWay = obstacle(
        { registry, journal: new OperationJournal(database.sql) },
        tenant.id,
      )
      if (inTheWay !== null) throw new Error(`${slug} cannot be rolled back: ${inTheWay}`)
      const path = directory.database(tenant.id)
      const result = workspaceEngine(config.durability).rollBack(path, tenant.id, steps)
      await database.write(() => registry.setVersion(tenant.id, result.to))
      return { slug, ...result }
    } finally {
      lock.release()
    }
  },
  show: ({ slug, from, to, steps }) =>
    `${slug}: version ${from} to ${to}${steps.map((name) => `\n  undone: ${name}`).join('')}`,
})

/** What would be undone, newest first, as far as the registry knows. */
function namesOf(version: number, steps: number): string[] {
  const names: string[] = []
  for (let at = version; at > Math.max(0, version - steps); at -= 1) {
    names.push(workspaceMigrations.at(at)?.name ?? String(at))
  }
  return names
}

function questionFor(slug: string, names: readonly string[]): string {
  return `Undo ${names.join(', ')} of ${slug}, with the data that only they can hold?`
}
