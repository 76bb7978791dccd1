import { resolve } from 'node:path'
import { examineAuthDatabase } from '../src/auth/examine-auth-database.ts'
import { awaitDataDirectory } from '../src/control/await-data-directory.ts'
import { prepareDataDirectory } from '../src/control/prepare-data-directory.ts'
import { BackupDirectory } from '../src/tenancy/backups/backup-directory.ts'
import { manifestOf, newestManifest } from '../src/tenancy/backups/find-backup.ts'
import { restoreAll } from '../src/tenancy/backups/restore-all.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { parseTime } from './backup-directory.ts'
import { runCommand } from './command.ts'
import { examineTenant } from './examine-tenant.ts'

await runCommand({
  name: 'backup:restore-all',
  summary: 'Builds an empty DATA_DIR out of a backup, everything in it checked.',
  positionals: 'DIR',
  options: {
    backup: { type: 'string', description: 'the id of the backup; the newest when absent' },
    at: { type: 'string', description: 'the newest one that is not younger' },
  },
  async run({ config, positionals: [path = ''], options: { backup, at } }) {
    const directory = new BackupDirectory(resolve(path))
    const manifest =
      typeof backup === 'string'
        ? manifestOf(directory, backup)
        : newestManifest(directory, typeof at === 'string' ? parseTime(at) : undefined)
    const target = new DataDirectory(config.dataDir)
    prepareDataDirectory(target)
    const lock = await awaitDataDirectory(target, 'backup:restore-all')
    try {
      return await restoreAll({
        directory,
        manifest,
        target,
        examineTenant,
        examineRegistry: examineAuthDatabase,
      })
    } finally {
      lock.release()
    }
  },
  show: ({ backup, workspaces, bytes, failed }) =>
    [
      `Restored the backup ${backup}: ${workspaces} workspaces, ${bytes} bytes.`,
      'What was revoked since then is valid again: tokens, sessions, memberships.',
      ...failed.map(({ slug, error }) => `  FAILED ${slug}: ${error}`),
    ].join('\n'),
  status: ({ failed }) => Number(failed.length > 0),
})
