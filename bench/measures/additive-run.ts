import { availableParallelism } from 'node:os'
import { migrateFleet } from '../../src/tenancy/migrate-fleet.ts'
import { MigrationRuns } from '../../src/tenancy/migration-runs.ts'
import { OperationJournal } from '../../src/tenancy/operation-journal.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { additiveEngine } from '../servers/additive-engine.ts'

/*
 * What migrate:all does, with one small migration. Prints how many workspaces it
 * has migrated, and the seconds of CPU that it took, its start included.
 */
const { dataDir } = (await Bun.stdin.json()) as { dataDir: string }
const { auth, tenants } = openQuietly(dataDir)
const { changed, failed } = await migrateFleet(
  {
    directory: tenants.directory,
    registry: tenants.registry,
    journal: new OperationJournal(auth.database.sql),
    runs: new MigrationRuns(auth.database.sql),
    workerUrl: new URL('../servers/additive-worker.ts', import.meta.url),
    write: (work) => auth.database.write(work),
  },
  {
    latestVersion: additiveEngine('normal').latestVersion,
    codeVersion: 'bench',
    only: [],
    except: [],
    snapshot: false,
  },
  {
    concurrency: availableParallelism() + 1,
    canary: 0,
    maxFailures: 1,
    signal: new AbortController().signal,
    goOn: () => true,
    onProgress: () => undefined,
  },
)
if (failed.length > 0) throw new Error(JSON.stringify(failed))
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ changed, cpu: (user + system) / 1e6 }))
process.exit(0)
