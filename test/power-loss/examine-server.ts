import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { crashStates, type Mode, type Moments } from './crash-states.ts'
import { type Found, find } from './found.ts'
import { DATA, type Served } from './record-server.ts'

export interface Findings {
  readonly states: number
  /** Damaged, half there, or never asked for. */
  readonly problems: string[]
  /** Acknowledged, and not there. */
  readonly lost: string[]
  readonly orphans: string[]
}

/** Starts from each state as a server would. @param scratch does not exist yet, and neither does it afterwards */
export async function examineServer(
  { log, deeds }: Served,
  what: { at: Moments; modes: readonly Mode[] },
  scratch: string,
): Promise<Findings> {
  const acknowledged = deeds.acknowledgedIn(log)
  const findings: Findings = { states: 0, problems: [], lost: [], orphans: [] }
  let states = 0
  for (const state of crashStates(log, what)) {
    states += 1
    const told = (text: string) => `${text} (${state.name})`
    state.restore(scratch)
    try {
      const found: Found = await find(join(scratch, DATA), deeds.secrets)
      const problems = [...found.problems, ...deeds.foreignTo(found)]
      findings.problems.push(...problems.map(told))
      findings.orphans.push(...found.orphans.map(told))
      const due = acknowledged.filter(({ at }) => at <= state.at).map(({ deed }) => deed)
      findings.lost.push(...due.filter((deed) => !deed.holds(found)).map(({ name }) => told(name)))
    } catch (error) {
      findings.problems.push(told(`does not open: ${error}`))
    }
    rmSync(scratch, { recursive: true })
  }
  return { ...findings, states }
}
