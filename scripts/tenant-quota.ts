import { sizeOf } from '../src/config/limits.ts'
import { perform } from '../src/control/perform.ts'
import { runCommand, UsageError } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

/** A new database has some 60 pages, and there has to be something to delete. */
const LEAST = 1_024 ** 2

await runCommand({
  name: 'tenant:quota',
  summary: 'Sets how many bytes a workspace may hold. Beyond it only reading and deleting work.',
  positionals: 'SLUG',
  options: {
    bytes: {
      type: 'string',
      description: 'such as 500000000, 500m or 10g; off for none; default for WORKSPACE_QUOTA',
    },
  },
  run({ config, positionals: [slug = ''], options: { bytes } }) {
    if (typeof bytes !== 'string') throw new UsageError('--bytes is missing')
    assertDataDirectory(config)
    return perform(config, 'tenant:quota', { slug, bytes: parse(bytes) })
  },
  show: ({ slug, quota_bytes }) => `${slug} may hold ${describe(quota_bytes)}.`,
})

function parse(text: string): number | null {
  if (text === 'default') return null
  if (text === 'off') return 0
  const bytes = /^\d{1,15}$/.test(text) ? Number(text) : sizeOf(text)
  if (bytes !== undefined && bytes >= LEAST) return bytes
  throw new UsageError(`--bytes must be a size from ${LEAST}, such as 500m or 10g, off or default`)
}

function describe(bytes: number | null): string {
  if (bytes === null) return 'as much as WORKSPACE_QUOTA says'
  return bytes === 0 ? 'as much as the disk has room for' : `${bytes} bytes`
}
