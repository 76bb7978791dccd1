import { runCommand } from './command.ts'
import { migrateEverything, showMigration } from './migrate-everything.ts'

await runCommand({
  name: 'migrate:all',
  summary: 'Migrates the auth database, then every workspace that is behind; beside a server too.',
  run: ({ config }) => migrateEverything(config),
  show: showMigration,
  failed: ({ failed }) => failed.length > 0,
})
