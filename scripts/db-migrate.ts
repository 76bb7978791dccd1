import { runCommand } from './command.ts'
import { migrateEverything, showMigration } from './migrate-everything.ts'

await runCommand({
  name: 'db:migrate',
  summary: 'Brings the auth database and every workspace up to date. The same as migrate:all.',
  run: ({ config }) => migrateEverything(config),
  show: showMigration,
  failed: ({ failed }) => failed.length > 0,
})
