import type { Distribution } from '../data/popularity.ts'
import type { Served } from '../load/load.ts'
import type { CandidateName } from './candidates.ts'
import type { Workload } from './workloads.ts'

/** One load, put on each candidate in turn. */
export interface Heat {
  readonly workload: Workload
  readonly distribution: Distribution
}

/** What came of a heat. */
export interface Results {
  readonly heat: Heat
  readonly rounds: Map<CandidateName | 'hello-world', Served[]>
  /** How many workspaces a second were asked for once each, the first time since the start. */
  readonly first: Map<CandidateName, number>
}

export function newResults(heat: Heat): Results {
  return { heat, rounds: new Map(), first: new Map() }
}
