import { availableParallelism } from 'node:os'
import { type CommandContext, type CommandOption, UsageError } from './command.ts'

/** How a run over the fleet is to go. */
export interface FleetOptions {
  readonly concurrency: number
  readonly canary: number
  readonly maxFailures: number
  readonly only: readonly string[]
  readonly except: readonly string[]
  readonly yes: boolean
  readonly snapshot: boolean
  /** Nothing but the result is to be printed. */
  readonly quiet: boolean
}

export const PACE_OPTIONS = {
  concurrency: { type: 'string', description: 'workspaces at the same time; by the cores' },
  'max-failures': { type: 'string', description: 'stop once so many have failed' },
  yes: { type: 'boolean', description: 'go on without asking' },
} as const satisfies Record<string, CommandOption>

export const MIGRATE_OPTIONS = {
  'dry-run': {
    type: 'boolean',
    description: 'run the migrations, keep nothing of it, report failures and time',
  },
  snapshot: { type: 'boolean', description: 'keep each workspace as it was before' },
  canary: { type: 'string', description: 'migrate so many first, then stop for a look' },
  only: { type: 'string', description: 'slugs, with commas between them: these and no others' },
  except: { type: 'string', description: 'slugs, with commas between them: all but these' },
  ...PACE_OPTIONS,
} as const satisfies Record<string, CommandOption>

/** One more than cores works while another waits for the disk; more of them only fill the caches. */
const MOST_WORKERS = 8
const MOST = 64

/** @throws UsageError */
export function fleetOptions(options: CommandContext['options']): FleetOptions {
  return {
    concurrency: count(options, 'concurrency', 1) ?? workersByCores(),
    canary: count(options, 'canary', 1) ?? 0,
    maxFailures: count(options, 'max-failures', 1) ?? Number.POSITIVE_INFINITY,
    only: slugs(options['only']),
    except: slugs(options['except']),
    yes: options['yes'] === true,
    snapshot: options['snapshot'] === true,
    quiet: options['json'] === true,
  }
}

function workersByCores(): number {
  return Math.min(MOST_WORKERS, availableParallelism() + 1)
}

/** @throws UsageError unless it is a whole number from `least` on, or absent */
export function count(
  options: CommandContext['options'],
  name: string,
  least: number,
): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = Number(text)
  const most = name === 'concurrency' ? MOST : Number.MAX_SAFE_INTEGER
  if (!Number.isInteger(value) || value < least || value > most) {
    const range = name === 'concurrency' ? `from ${least} to ${most}` : `${least} or more`
    throw new UsageError(`--${name} must be ${range}`)
  }
  return value
}

function slugs(text: string | boolean | undefined): string[] {
  if (typeof text !== 'string') return []
  const found = text
    .split(',')
    .map((slug) => slug.trim())
    .filter((slug) => slug !== '')
  if (found.length === 0) throw new UsageError('a list of slugs must name at least one')
  return found
}
