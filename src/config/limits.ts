import { ConfigError, type Environment, shown, text, wholeNumber } from './environment.ts'

/** Requests within a minute; undefined: as many as come. */
export interface RequestQuotas {
  readonly reads: number | undefined
  readonly writes: number | undefined
}

export interface LimitsConfig {
  /** Of one person in one workspace. */
  readonly personRequests: RequestQuotas
  /** Of everybody in one workspace together. */
  readonly workspaceRequests: RequestQuotas
  /** Percent of one core that searches of one large workspace may take while others are used. */
  readonly searchShare: number
  /** Bytes that a workspace may hold unless it was given another quota; undefined: as the disk. */
  readonly workspaceQuota: number | undefined
}

/** How much people and workspaces may use. */
export function limits(env: Environment): LimitsConfig {
  return {
    personRequests: {
      reads: requests(env, 'RATE_LIMIT_READS', 3_000),
      writes: requests(env, 'RATE_LIMIT_WRITES', 600),
    },
    workspaceRequests: {
      reads: requests(env, 'RATE_LIMIT_WORKSPACE_READS', 120_000),
      writes: requests(env, 'RATE_LIMIT_WORKSPACE_WRITES', 12_000),
    },
    searchShare: wholeNumber(env, 'SEARCH_SHARE', 5, 100),
    workspaceQuota: bytes(env, 'WORKSPACE_QUOTA', 10 * GIGABYTE),
  }
}

const NONE = 'off'

const GIGABYTE = 1_024 ** 3
const UNITS = { m: 1_024 ** 2, g: GIGABYTE, t: 1_024 ** 4 } as const

function requests(env: Environment, name: string, otherwise: number): number | undefined {
  const value = text(env, name)
  if (value === undefined) return otherwise
  if (value === NONE) return undefined
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new ConfigError(
    name,
    `is ${shown(value)}: it must be a whole number from 1, of requests within a minute, or off`,
  )
}

function bytes(env: Environment, name: string, otherwise: number): number | undefined {
  const value = text(env, name)
  if (value === undefined) return otherwise
  if (value === NONE) return undefined
  const size = sizeOf(value)
  if (size !== undefined) return size
  throw new ConfigError(name, `is ${shown(value)}: it must be a size such as 500m or 10g, or off`)
}

/** Bytes of `500m`, `10g` or `1t`; undefined for anything else. */
export function sizeOf(text: string): number | undefined {
  const [, number = '', unit = ''] = /^([1-9]\d{0,5})([mgt])$/i.exec(text) ?? []
  const size = Number(number) * (UNITS[unit.toLowerCase() as keyof typeof UNITS] ?? 0)
  return size > 0 ? size : undefined
}
