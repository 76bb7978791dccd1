import { migrateFleet } from '../../src/tenancy/migrate-fleet.ts'
import { MigrationRuns } from '../../src/tenancy/migration-runs.ts'
import { OperationJournal } from '../../src/tenancy/operation-journal.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { heavyEngine } from '../servers/heavy-engine.ts'

/*
 * What migrate:all does, with the heavy migration, beside the server that serves
 * the same directory. Prints the number of workspaces that it has migrated.
 */
const { dataDir } = (await Bun.stdin.json()) as { dataDir: string }
const { auth, tenants } = openQuietly(dataDir)
const outcome = await migrateFleet(
  {
    directory: tenants.directory,
    registry: tenants.registry,
    journal: new OperationJournal(auth.database.sql),
    runs: new MigrationRuns(auth.database.sql),
    workerUrl: new URL('../servers/heavy-worker.ts', import.meta.url),
    write: (work) => auth.database.write(work),
  },
  {
    latestVersion: heavyEngine('normal').latestVersion,
    codeVersion: 'bench',
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
console.log(JSON.stringify(outcome.changed))
process.exit(0)
