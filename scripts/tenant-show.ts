import { statSync } from 'node:fs'
import { UnknownTenant } from '../src/tenancy/errors.ts'
import { runCommand } from './command.ts'
import { openRegistry } from './open-registry.ts'

await runCommand({
  name: 'tenant:show',
  summary: 'Shows one workspace: state, versions, sizes, last use, path.',
  positionals: 'SLUG',
  async run({ config, positionals: [slug = ''] }) {
    using open = openRegistry(config)
    const tenant = open.registry.findBySlug(slug)
    if (!tenant) throw new UnknownTenant(`there is no workspace ${slug}`)
    const path = open.directory.database(tenant.id)
    return {
      ...tenant,
      path: open.directory.tenant(tenant.id),
      bytes: { file: sizeOf(path), wal: sizeOf(`${path}-wal`) },
    }
  },
  show: ({ slug, name, id, state, schema_version, created_at, last_opened_at, path, bytes }) =>
    [
      `${slug} (${name})`,
      `  id           ${id}`,
      `  state        ${state}`,
      `  version      ${schema_version}`,
      `  created      ${created_at} UTC`,
      `  last opened  ${last_opened_at === null ? 'never' : `${last_opened_at} UTC`}`,
      `  size         ${bytes.file} bytes, ${bytes.wal} in the write-ahead log`,
      `  path         ${path}`,
    ].join('\n'),
})

/** A live file is never opened here: closing it again would drop the server's locks on it. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
