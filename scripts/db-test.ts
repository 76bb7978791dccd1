import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepareDataDirectory } from '../src/control/prepare-data-directory.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { checkDatabaseLayer } from './check-database-layer.ts'
import { runCommand } from './command.ts'

await runCommand({
  name: 'db:test',
  summary: 'Tries the database layer on this machine and this disk, in a temporary workspace.',
  async run({ config }) {
    prepareDataDirectory(new DataDirectory(config.dataDir))
    const temporary = mkdtempSync(join(config.dataDir, '.test-'))
    try {
      return await checkDatabaseLayer(join(temporary, 'workspace.db'))
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  },
  show: (checks) =>
    checks
      .map(({ name, error, milliseconds }) =>
        error === null ? `ok      ${name} (${milliseconds} ms)` : `FAILED  ${name}: ${error}`,
      )
      .join('\n'),
  status: (checks) => Number(checks.some(({ error }) => error !== null)),
})
