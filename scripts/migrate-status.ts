import { authDatabaseMigrations } from '../src/auth/auth-database.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import { runCommand } from './command.ts'
import { openRegistry } from './open-registry.ts'
import { table } from './table.ts'

await runCommand({
  name: 'migrate:status',
  summary: 'Shows how many workspaces are at which schema version.',
  async run({ config }) {
    using open = openRegistry(config)
    return {
      auth: { version: open.database.version, latest: authDatabaseMigrations.latest },
      workspaces: { latest: workspaceMigrations.latest, versions: open.registry.versions() },
    }
  },
  show: ({ auth, workspaces }) =>
    [
      `Auth database: version ${auth.version} of ${auth.latest}.`,
      table(
        ['VERSION', 'WORKSPACES', ''],
        workspaces.versions.map(({ schema_version, tenants }) => [
          String(schema_version),
          String(tenants),
          schema_version < workspaces.latest ? 'behind' : '',
        ]),
      ),
    ].join('\n'),
})
