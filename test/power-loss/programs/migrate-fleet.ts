// Migrates a fleet as `migrate:all` does, with the worker that is named, and marks its end.
import { appendFileSync } from 'node:fs'
import { AuthDatabase } from '../../../src/auth/auth-database.ts'
import { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import { migrateFleet } from '../../../src/tenancy/migrate-fleet.ts'
import { MigrationRuns } from '../../../src/tenancy/migration-runs.ts'
import { OperationJournal } from '../../../src/tenancy/operation-journal.ts'
import { Registry } from '../../../src/tenancy/registry.ts'
import { workspaceMigrations } from '../../../src/workspace-database.ts'
import { MARKS } from '../record.ts'

const [path = '', worker = ''] = process.argv.slice(2)
const directory = new DataDirectory(path)
const auth = new AuthDatabase({ path: directory.authDatabase })
const outcome = await migrateFleet(
  {
    directory,
    registry: new Registry(auth.sql),
    journal: new OperationJournal(auth.sql),
    runs: new MigrationRuns(auth.sql),
    workerUrl: Bun.pathToFileURL(worker),
    write: (work) => auth.write(work),
  },
  {
    latestVersion: workspaceMigrations.latest,
    codeVersion: '1.2.3',
    only: [],
    except: [],
    snapshot: false,
  },
  {
    concurrency: 1,
    canary: 0,
    maxFailures: 1,
    signal: new AbortController().signal,
    goOn: () => true,
    onProgress: () => undefined,
  },
)
if (outcome.failed.length > 0) throw new Error(JSON.stringify(outcome.failed))
appendFileSync(process.env[MARKS] ?? '/dev/null', 'ended')
auth.close()
process.exit(0)
