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
  show: (tenant) =>
    [
      `${tenant.slug} (${tenant.name})`,
      `  id            ${tenant.id}`,
      `  state         ${tenant.state}`,
      `  version       ${tenant.schema_version}`,
      `  created       ${at(tenant.created_at)}`,
      `  last opened   ${at(tenant.last_opened_at)}`,
      ...(tenant.delete_after === null ? [] : [`  delete after  ${at(tenant.delete_after)}`]),
      `  size          ${size(tenant.bytes)}`,
      `  path          ${tenant.path}`,
    ].join('\n'),
  status: ({ bytes }) => (bytes.file === null ? 1 : 0),
})

function at(time: string | null): string {
  return time === null ? 'never' : `${time} UTC`
}

function size({ file, wal }: { file: number | null; wal: number | null }): string {
  if (file === null) return 'THE DATABASE FILE IS MISSING'
  return `${file} bytes, ${wal ?? 0} in the write-ahead log`
}

/** A live file is never opened here: closing it again would drop the server's locks on it. */
function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}
