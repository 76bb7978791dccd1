import { runCommand } from './command.ts'
import { fleetOptions, MIGRATE_OPTIONS } from './fleet-options.ts'
import { type MigrationReport, migrateEverything, showMigration } from './migrate-everything.ts'
import { type RehearsalReport, rehearseEverything, showRehearsal } from './rehearse-everything.ts'
import { statusOf } from './run-control.ts'

await runCommand<MigrationReport | RehearsalReport>({
  name: 'migrate:all',
  summary: 'Migrates the auth database, then every workspace that is behind; beside a server too.',
  options: MIGRATE_OPTIONS,
  run({ config, options }) {
    const parsed = fleetOptions(options)
    if (options['dry-run'] === true) return rehearseEverything(config, parsed)
    return migrateEverything(config, parsed)
  },
  show: (report) => ('dry_run' in report ? showRehearsal(report) : showMigration(report)),
  status: (report) => ('dry_run' in report ? Number(report.failed.length > 0) : statusOf(report)),
})
