import { runBackup } from '../src/tenancy/backups/run-backup.ts'
import { backupDirectory } from './backup-directory.ts'
import { runCommand, UsageError } from './command.ts'
import { interruption } from './interruption.ts'
import { openRegistry } from './open-registry.ts'

await runCommand({
  name: 'backup',
  summary: 'Makes a backup of what has changed since the last one, while it is used or not.',
  positionals: '[SLUG…]',
  options: {
    to: { type: 'string', description: 'the directory of the backups; BACKUP_DIR when absent' },
    full: { type: 'boolean', description: 'store everything anew, whether it has changed or not' },
  },
  async run({ config, positionals, options }) {
    const { path } = backupDirectory(config, options, 'to')
    assertKnown(config, positionals)
    using stop = interruption()
    return runBackup(
      {
        dataDir: config.dataDir,
        backupDir: path,
        keepDays: config.backupKeepDays,
        full: options['full'] === true,
        only: positionals.length === 0 ? undefined : positionals,
      },
      stop.signal,
    )
  },
  show: ({ id, directory, workspaces, stored, bytes, failed, expired, remark }) =>
    [
      `Backup ${id} in ${directory}: ${workspaces} workspaces, ${stored} of them stored anew, ${bytes} bytes.`,
      ...(remark === null ? [] : [`  ${remark}`]),
      ...expired.map((run) => `  expired: ${run}`),
      ...failed.map(({ slug, error }) => `  FAILED ${slug}: ${error}`),
    ].join('\n'),
  status: ({ failed }) => Number(failed.length > 0),
})

function assertKnown(config: Parameters<typeof openRegistry>[0], slugs: readonly string[]): void {
  using open = openRegistry(config)
  for (const slug of slugs) {
    if (!open.registry.findBySlug(slug)) throw new UsageError(`there is no workspace ${slug}`)
  }
}
