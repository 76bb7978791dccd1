import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { examineAuthDatabase } from '../src/auth/examine-auth-database.ts'
import { verifyBackups } from '../src/tenancy/backups/verify-backups.ts'
import { backupDirectory } from './backup-directory.ts'
import { runCommand, UsageError } from './command.ts'
import { examineTenant } from './examine-tenant.ts'

const SAMPLE = 10

await runCommand({
  name: 'backup:verify',
  summary:
    'Restores workspaces of the newest backup into a temporary directory and looks at all of them.',
  options: {
    from: { type: 'string', description: 'the directory of the backups; BACKUP_DIR when absent' },
    backup: { type: 'string', description: 'the id of another backup than the newest' },
    sample: {
      type: 'string',
      description: `how many workspaces, at random; ${SAMPLE} when absent`,
    },
    all: { type: 'boolean', description: 'all workspaces, of every backup unless one is named' },
  },
  async run({ config, options }) {
    const directory = backupDirectory(config, options, 'from')
    const sample = Number(options['sample'] ?? SAMPLE)
    if (!Number.isInteger(sample) || sample < 1) throw new UsageError('--sample must be 1 or more')
    const scratch = mkdtempSync(join(tmpdir(), 'conclave-verify-'))
    try {
      return await verifyBackups({
        directory,
        backup: options['backup'] as string | undefined,
        sample: options['all'] === true ? 'all' : sample,
        scratch,
        examineTenant,
        examineRegistry: examineAuthDatabase,
      })
    } finally {
      rmSync(scratch, { recursive: true })
    }
  },
  show: ({ backups, restored, bad }) =>
    [
      ...bad.map(
        ({ backup, workspace, problem }) => `BAD ${backup} ${workspace ?? '(shared)'}: ${problem}`,
      ),
      `${backups.length} backups, ${restored} databases restored and compared, ${bad.length} bad.`,
    ].join('\n'),
  status: ({ bad }) => Number(bad.length > 0),
})
