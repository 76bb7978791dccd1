import type { GeneratedSize } from '../src/sample-data/generated/generate-workspace.ts'

/** How much of everything: the real run, or the smoke run that only proves that all of it works. */
export interface Scale {
  readonly smoke: boolean
  /** Rounds of the candidates that are compared. */
  readonly rounds: number
  /** Of the part `peers`, where there are many candidates. */
  readonly peerRounds: number
  /** Seconds of one candidate in one round, and before the first one. */
  readonly seconds: number
  readonly warmUp: number
  readonly connections: number
  /** Messages in the one workspace that is read. */
  readonly messages: number
  /** Workspaces of the fleet behind the pool, and the pool sizes. */
  readonly tenants: number
  readonly pools: readonly number[]
  /** Workspaces that each of the peers holds. */
  readonly workspaces: number
  /** Workspaces whose commits are synced beside each other. */
  readonly synced: number
  /** Workspaces that are opened, closed, created and held open. */
  readonly opened: number
  readonly created: number
  readonly commands: number
  readonly held: number
  /** Sizes of the fleets over which commands and the server are measured. */
  readonly fleets: readonly number[]
  /** Rows of the registry at start-up. */
  readonly registered: number
  /** Workspaces that are one migration behind. */
  readonly behind: number
  /** Messages in the workspace with a heavy migration. */
  readonly heavy: number
  /** The workspace that is compared with a small one. */
  readonly large: GeneratedSize
  /** Workspaces and the people in each, people in one room, and posts per second to either. */
  readonly live: {
    readonly workspaces: number
    readonly people: number
    readonly crowd: number
    readonly perSecond: number
    readonly crowdPerSecond: number
  }
  /** Milliseconds added to every sync. */
  readonly delays: readonly number[]
}

export const FULL: Scale = {
  smoke: false,
  rounds: 3,
  peerRounds: 2,
  seconds: 1,
  warmUp: 2,
  connections: 64,
  messages: 5_000,
  tenants: 10_000,
  pools: [500, 2_000, 6_000],
  workspaces: 1_000,
  synced: 1_000,
  opened: 600,
  created: 300,
  commands: 5,
  held: 6_000,
  fleets: [100, 1_000, 10_000, 50_000],
  registered: 50_000,
  behind: 1_000,
  heavy: 2_000_000,
  large: { people: 1_000, rooms: 2_000, messages: 2_000_000 },
  live: { workspaces: 100, people: 20, crowd: 1_000, perSecond: 500, crowdPerSecond: 20 },
  delays: [0, 1, 2],
}

export const SMOKE: Scale = {
  smoke: true,
  rounds: 1,
  peerRounds: 1,
  seconds: 0.03,
  warmUp: 0.03,
  connections: 4,
  messages: 120,
  tenants: 12,
  pools: [4],
  workspaces: 3,
  synced: 4,
  opened: 5,
  created: 2,
  commands: 1,
  held: 6,
  fleets: [3],
  registered: 20,
  behind: 4,
  heavy: 500,
  large: { people: 20, rooms: 10, messages: 500 },
  live: { workspaces: 2, people: 3, crowd: 4, perSecond: 50, crowdPerSecond: 50 },
  delays: [0],
}
