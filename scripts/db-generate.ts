import { Memberships } from '../src/auth/memberships.ts'
import { project, projected } from '../src/auth/project.ts'
import { awaitDataDirectory } from '../src/control/await-data-directory.ts'
import { generateWorkspace } from '../src/sample-data/generated/generate-workspace.ts'
import { WorkspaceHasMessages } from '../src/sample-data/seed-sample-data.ts'
import { UnknownTenant } from '../src/tenancy/errors.ts'
import { openWorkspaceDatabase } from '../src/workspace-database.ts'
import { runCommand, UsageError } from './command.ts'
import { openRegistry } from './open-registry.ts'
import { showProgress } from './progress.ts'

await runCommand({
  name: 'db:generate',
  summary:
    'Fills an empty workspace as years of use would, to try how it behaves when it is large. Stop the server first.',
  positionals: 'SLUG',
  options: {
    people: { type: 'string', description: 'how many people; 1000 when absent' },
    rooms: { type: 'string', description: 'how many rooms; 2000 when absent' },
    messages: { type: 'string', description: 'how many messages; 2000000 when absent' },
  },
  async run({ config, positionals: [slug = ''], options }) {
    const people = sizeOf(options['people'], 'people', 3, 1_000, 10_000)
    const rooms = sizeOf(options['rooms'], 'rooms', 1, 2_000, 20_000)
    const messages = sizeOf(options['messages'], 'messages', 1, 2_000_000, 20_000_000)
    using open = openRegistry(config)
    const { directory, database, registry } = open
    const tenant = registry.findBySlug(slug)
    if (!tenant) throw new UnknownTenant(`there is no workspace ${slug}`)
    const lock = await awaitDataDirectory(directory, 'db:generate')
    const db = openWorkspaceDatabase(directory.database(tenant.id), { owner: tenant.id })
    try {
      if (db.messages.lastId() > 0) throw new WorkspaceHasMessages()
      const members = new Memberships(database.sql).ofTenant(tenant.id)
      const owner = members.find(({ role }) => role === 'owner')
      const ownerId = owner && db.sql.transaction(() => project(db, projected(owner))).id
      const show = showProgress(options['json'] === true)
      const size = { people, rooms, messages, now: new Date(), ...(ownerId && { ownerId }) }
      for (const done of generateWorkspace(db, size)) {
        show({ done, failed: 0, total: messages, last: slug })
      }
      return { slug, people, rooms, messages, bytes: db.stats().bytes.file }
    } finally {
      db.close()
      lock.release()
    }
  },
  show: ({ slug, people, rooms, messages, bytes }) =>
    `${slug}: ${people} people, ${rooms} rooms, ${messages} messages, ${Math.round(bytes / 1e6)} MB.`,
})

function sizeOf(
  value: string | boolean | undefined,
  name: string,
  least: number,
  otherwise: number,
  most: number,
): number {
  if (value === undefined) return otherwise
  const size = Number(value)
  if (Number.isInteger(size) && size >= least && size <= most) return size
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`)
}
