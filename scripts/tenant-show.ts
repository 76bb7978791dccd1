import { statSync } from 'node:fs'
import { UnknownTenant } from '../src/tenancy/errors.ts'
import type { Tenant } from '../src/tenancy/tenant.ts'
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
      bytes: {
        file: sizeOf(path),
        wal: sizeOf(`${path}-wal`),
        archive: sizeOf(open.directory.archive(tenant.id)),
      },
      former_slugs: open.registry.formerSlugs(tenant.id),
    }
  },
  show: ({ slug, name, id, bytes, path, ...tenant }) =>
    [
      `${slug} (${name})`,
      `  id           ${id}`,
      `  state        ${describe(tenant)}`,
      `  version      ${tenant.schema_version}`,
      `  created      ${tenant.created_at} UTC`,
      `  last opened  ${tenant.last_opened_at === null ? 'never' : `${tenant.last_opened_at} UTC`}`,
      `  size         ${bytes.file} bytes, ${bytes.wal} in the write-ahead log, ${bytes.archive} in the archive`,
      ...tenant.former_slugs.map((former) => `  once called  ${former}`),
      `  path         ${path}`,
    ].join('\n'),
})

type Shown = Pick<Tenant, 'state' | 'state_reason' | 'delete_after'>

function describe({ state, state_reason, delete_after }: Shown): string {
  if (state === 'suspended') return `suspended: ${state_reason}`
  return state === 'deleting' ? `deleted, to be purged after ${delete_after} UTC` : state
}

/** A live file is never opened here: closing it again would drop the server's locks on it. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
