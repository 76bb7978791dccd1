import { runCommand } from './command.ts'
import { fleetOptions } from './fleet-options.ts'
import { migrateEverything, showMigration } from './migrate-everything.ts'
import { statusOf } from './run-control.ts'

await runCommand({
  name: 'db:migrate',
  summary: 'Brings the auth database and every workspace up to date, as migrate:all does.',
  run: ({ config, options }) => migrateEverything(config, fleetOptions(options)),
  show: showMigration,
  status: statusOf,
})
