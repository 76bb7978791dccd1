import type { LimitsConfig, RequestQuotas } from '../../config/limits.ts'
import { Limit, limitExceeded, type Standing } from './limit.ts'

type Kind = keyof RequestQuotas

/** Seconds. */
const WINDOW = 60

const DETAILS = {
  reads: 'Too many requests within a minute.',
  writes: 'Too many changes within a minute.',
} as const

/**
 * How many requests are answered within a minute: of one person in each workspace, so that a
 * program that runs wild is told so, and of a workspace as a whole, so that it leaves the server
 * to the others. What only reads is counted apart from what changes something.
 */
export class RequestLimits {
  readonly #person: Readonly<Record<Kind, Limit | undefined>>
  readonly #workspace: Readonly<Record<Kind, Limit | undefined>>

  constructor({ personRequests, workspaceRequests }: RequestQuotasOfAll) {
    this.#person = {
      reads: limit('read', personRequests.reads),
      writes: limit('write', personRequests.writes),
    }
    this.#workspace = {
      reads: limit('workspace-read', workspaceRequests.reads),
      writes: limit('workspace-write', workspaceRequests.writes),
    }
  }

  /**
   * Counts one request.
   *
   * @param tenantId null for what belongs to no workspace
   * @returns where the person stands; undefined where nothing limits them
   * @throws Problem 429
   */
  take(kind: Kind, personId: string, tenantId: string | null): Standing | undefined {
    // The id of a tenant has a fixed length: nothing between them is needed to tell pairs apart.
    const standing = this.#person[kind]?.take(tenantId === null ? personId : tenantId + personId)
    if (standing?.exceeded) throw limitExceeded(standing, DETAILS[kind])
    if (tenantId === null) return standing
    const all = this.#workspace[kind]?.take(tenantId)
    if (!all?.exceeded) return standing
    throw limitExceeded(all, `${DETAILS[kind].slice(0, -1)} in this workspace.`)
  }
}

export type RequestQuotasOfAll = Pick<LimitsConfig, 'personRequests' | 'workspaceRequests'>

function limit(name: string, quota: number | undefined): Limit | undefined {
  return quota === undefined ? undefined : new Limit({ name, quota, window: WINDOW })
}
