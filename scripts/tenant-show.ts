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
  show: (tenant) =>
    [
      `${tenant.slug} (${tenant.name})`,
      `  id            ${tenant.id}`,
      `  state         ${describe(tenant)}`,
      `  version       ${tenant.schema_version}`,
      `  created       ${at(tenant.created_at)}`,
      `  last opened   ${at(tenant.last_opened_at)}`,
      ...(tenant.delete_after === null ? [] : [`  delete after  ${at(tenant.delete_after)}`]),
      `  size          ${size(tenant)}`,
      ...(tenant.quota_bytes === null ? [] : [`  quota         ${quota(tenant)}`]),
      ...tenant.former_slugs.map((former) => `  once called   ${former}`),
      `  path          ${tenant.path}`,
    ].join('\n'),
  status: (tenant) => Number(isMissing(tenant)),
})

type Shown = Tenant & {
  readonly bytes: { readonly file: number | null; wal: number | null; archive: number | null }
}

function describe({ state, state_reason }: Shown): string {
  if (state === 'suspended') return `suspended: ${state_reason}`
  return state === 'deleting' ? 'deleted' : state
}

function at(time: string | null): string {
  return time === null ? 'never' : `${time} UTC`
}

function size({ bytes: { file, wal, archive }, ...tenant }: Shown): string {
  if (archive !== null && isArchived(tenant)) return `${archive} bytes in the archive`
  if (file === null) return 'THE DATABASE FILE IS MISSING'
  return `${file} bytes, ${wal ?? 0} in the write-ahead log`
}

function quota({ quota_bytes }: Shown): string {
  return quota_bytes === 0 ? 'none' : `${quota_bytes} bytes`
}

function isMissing({ bytes, ...tenant }: Shown): boolean {
  return bytes.file === null && (bytes.archive === null || !isArchived(tenant))
}

/** Whether it was packed, whatever became of it since. */
function isArchived({ state, deleted_from }: Pick<Tenant, 'state' | 'deleted_from'>): boolean {
  return state === 'archived' || deleted_from === 'archived'
}

/** A live file is never opened here: closing it again would drop the server's locks on it. */
function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}
