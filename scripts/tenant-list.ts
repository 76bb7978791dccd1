import { runCommand } from './command.ts'
import { openRegistry } from './open-registry.ts'
import { table } from './table.ts'

const PAGE = 1_000

await runCommand({
  name: 'tenant:list',
  summary: 'Lists all workspaces: state, schema version, last use.',
  async run({ config }) {
    using open = openRegistry(config)
    return [...open.registry.all(PAGE)].sort((a, b) => (a.slug < b.slug ? -1 : 1))
  },
  show: (tenants) =>
    tenants.length === 0
      ? 'There are no workspaces yet.'
      : table(
          ['SLUG', 'NAME', 'STATE', 'VERSION', 'LAST OPENED', 'ID'],
          tenants.map(({ slug, name, state, schema_version, last_opened_at, id }) => [
            slug,
            name,
            state,
            String(schema_version),
            last_opened_at ?? 'never',
            id,
          ]),
        ),
})
