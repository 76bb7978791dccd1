import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type BackedUpPerson, peopleInBackup } from '../src/auth/people-in-backup.ts'
import type { Config } from '../src/config.ts'
import { perform } from '../src/control/perform.ts'
import { BackupDirectory } from '../src/tenancy/backups/backup-directory.ts'
import { type FoundBackup, findBackup } from '../src/tenancy/backups/find-backup.ts'
import { unpackFile } from '../src/tenancy/backups/pack.ts'
import type { RestoreSource } from '../src/tenancy/backups/prepare-restore.ts'
import { isRunId, timeOfRun } from '../src/tenancy/backups/run-id.ts'
import { databaseIn } from '../src/tenancy/data-directory.ts'
import { UnknownTenant } from '../src/tenancy/errors.ts'
import { backupDirectory, parseTime } from './backup-directory.ts'
import { type CommandContext, runCommand, UsageError } from './command.ts'
import { openRegistry } from './open-registry.ts'
import { requireYes } from './require-yes.ts'

await runCommand({
  name: 'tenant:restore',
  summary: 'Puts an older state of a workspace in its place, or into a new workspace.',
  positionals: 'SLUG',
  options: {
    at: { type: 'string', description: 'the newest state that is not younger than this time' },
    backup: { type: 'string', description: 'the state in the backup with this id' },
    kept: { type: 'string', description: 'what an earlier restore has replaced' },
    as: { type: 'string', description: 'the slug of a new workspace; SLUG may be an id then' },
    owner: { type: 'string', description: 'with --as: e-mail address of an owner' },
    from: { type: 'string', description: 'the directory of the backups; BACKUP_DIR when absent' },
    yes: { type: 'boolean', description: 'do it without asking' },
  },
  async run({ config, positionals: [slug = ''], options }) {
    const { at, backup, kept } = options
    if ([at, backup, kept].filter((one) => one !== undefined).length !== 1) {
      throw new UsageError('pass one of --at TIME, --backup ID and --kept ID')
    }
    if (options['as'] !== undefined) return restoreAs(config, slug, options)
    return restoreInPlace(config, slug, options)
  },
  show: (result) => ('gone' in result ? showRestoredAs(result) : showRestored(result)),
})

type Options = CommandContext['options']

async function restoreInPlace(config: Config, slug: string, options: Options) {
  const id = idOf(config, slug)
  if (id === undefined) throw new UnknownTenant(`there is no workspace ${slug}: use --as`)
  const { source, at } =
    typeof options['kept'] === 'string'
      ? keptState(config, id, options['kept'])
      : backedUpState(find(config, id, options))
  requireYes(options, `Restore ${slug} as it was at ${at}? What it is now will be kept.`)
  return { ...(await perform(config, 'tenant:restore', { slug, source })), at }
}

async function restoreAs(config: Config, slug: string, options: Options) {
  if (options['kept'] !== undefined) throw new UsageError('--kept restores in place only')
  const found = find(config, idOf(config, slug) ?? slug, options)
  const { id, name } = found.entry
  const { source, at } = backedUpState(found)
  const wanted = {
    slug: String(options['as']),
    name,
    owner: options['owner'] as string | undefined,
  }
  const people = await peopleOf(found)
  const input = { ...wanted, source, original: id, people }
  return { ...(await perform(config, 'tenant:restore-as', input)), at }
}

/** The registry may be gone with everything else. */
function idOf(config: Config, slug: string): string | undefined {
  using open = openRegistry(config)
  return open.registry.findBySlug(slug)?.id
}

function find(config: Config, name: string, options: Options): FoundBackup {
  const directory = backupDirectory(config, options, 'from')
  const { at, backup } = options
  return findBackup(directory, {
    name,
    at: typeof at === 'string' ? parseTime(at) : undefined,
    backup: backup as string | undefined,
  })
}

interface State {
  readonly source: RestoreSource
  /** When the workspace was in it. */
  readonly at: string
}

function backedUpState({ directory, entry: { database, files, at } }: FoundBackup): State {
  return { source: { kind: 'backup', directory, database, files }, at }
}

function keptState(config: Config, id: string, kept: string): State {
  if (!isRunId(kept)) throw new UsageError('--kept must be as an earlier restore has shown it')
  using open = openRegistry(config)
  const path = databaseIn(join(open.directory.kept(id), kept))
  return { source: { kind: 'kept', path }, at: timeOfRun(kept).toISOString() }
}

/** Who was in the workspace then, by the auth database of that moment. */
async function peopleOf({ directory, registry, entry }: FoundBackup): Promise<BackedUpPerson[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'conclave-restore-'))
  try {
    const path = join(scratch, 'auth.db')
    await unpackFile(new BackupDirectory(directory), registry, path)
    return peopleInBackup(path, entry.id)
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function showRestored({ slug, at, kept }: Awaited<ReturnType<typeof restoreInPlace>>): string {
  const lines = [`${slug} is what it was at ${at}.`]
  if (kept === null) lines.push('There was no file before, so nothing was kept.')
  else {
    lines.push(
      `What it was until now is kept in ${kept}.`,
      `Take it back with: tenant:restore ${slug} --kept ${basename(kept)}`,
    )
  }
  return lines.join('\n')
}

function showRestoredAs(result: Awaited<ReturnType<typeof restoreAs>>): string {
  const { slug, id, path, token, members, gone, at } = result
  return [
    `Created the workspace ${slug} as it was at ${at}.`,
    `  id      ${id}`,
    `  path    ${path}`,
    `  people  ${members} of ${members + gone.length} are members again`,
    ...gone.map((person) => `    has no account any more: ${person}`),
    ...(token === null ? [] : [`  token   ${token}   (shown once: keep it)`]),
  ].join('\n')
}
