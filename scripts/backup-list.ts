import { existsSync } from 'node:fs'
import { entryOf } from '../src/tenancy/backups/find-backup.ts'
import { type Manifest, readManifest } from '../src/tenancy/backups/manifest.ts'
import { backupDirectory } from './backup-directory.ts'
import { runCommand } from './command.ts'
import { table } from './table.ts'

type Row = Readonly<Record<string, string | number | readonly string[]>>

await runCommand({
  name: 'backup:list',
  summary: 'Lists the backups, or the states of one workspace in them, newest first.',
  positionals: '[SLUG]',
  options: {
    from: { type: 'string', description: 'the directory of the backups; BACKUP_DIR when absent' },
  },
  async run({ config, positionals: [slug], options }) {
    const directory = backupDirectory(config, options, 'from')
    const ids = directory.runs().filter((id) => existsSync(directory.manifest(id)))
    return ids.reverse().flatMap((id): Row[] => {
      const manifest = readManifest(directory.manifest(id))
      return slug === undefined ? [rowOf(manifest)] : rowsOf(manifest, slug)
    })
  },
  show: (rows) =>
    rows.length === 0
      ? 'There are no backups.'
      : table(
          Object.keys(rows[0] ?? {}).map((name) => name.toUpperCase().replaceAll('_', ' ')),
          rows.map((row) => Object.values(row).map((value) => [value].flat().join(', '))),
        ),
})

function rowOf({ id, registry, workspaces, failed }: Manifest): Row {
  const stored = workspaces.filter(({ database }) => database.run === id)
  return {
    backup: id,
    workspaces: workspaces.length,
    stored: stored.length,
    bytes: stored.reduce((sum, { database }) => sum + database.packed_bytes, registry.packed_bytes),
    failed: failed.map(({ slug }) => slug),
  }
}

function rowsOf(manifest: Manifest, name: string): Row[] {
  const entry = entryOf(manifest, name)
  if (!entry) return []
  const { id, slug, state, at, schema_version, database } = entry
  const { run: stored_in, bytes } = database
  return [{ backup: manifest.id, id, slug, state, at, schema_version, stored_in, bytes }]
}
