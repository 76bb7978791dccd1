import { parseArgs } from 'node:util'
import type { Part } from './part.ts'
import { FULL, type Scale, SMOKE } from './scale.ts'

export interface Arguments {
  readonly parts: readonly Part[]
  readonly scale: Scale
  readonly json: boolean
  /** Where the data of the bench lies meanwhile; the system's temporary directory when absent. */
  readonly directory: string | undefined
}

export const USAGE = `npm run bench -- [PART…] [options]

  --smoke          everything small, in seconds: shows that it works, and nothing else
  --json           also writes the figures to bench/results/
  --dir DIR        where the data lies meanwhile: it decides which disk is measured
  --tenants N      workspaces behind the pool (10000)
  --workspaces N   workspaces that each of the peers holds (1000)
  --behind N       workspaces that migrate:all migrates (1000)
  --fleets N,N     sizes of the fleets of the part fleet (100,1000,10000,50000)
  --rounds N       rounds of what is compared (3; of the peers 2)
  --help           shows this text`

/** The command line is wrong. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** @returns undefined when only help is asked for */
export function readArguments(
  argv: readonly string[],
  known: readonly Part[],
): Arguments | undefined {
  const { values, positionals } = parse(argv)
  if (values.help === true) return undefined
  const parts = positionals.map((name) => {
    const part = known.find((one) => one.name === name)
    if (part) return part
    throw new UsageError(`there is no part ${name}: ${known.map((one) => one.name).join(', ')}`)
  })
  const scale = values.smoke === true ? SMOKE : FULL
  return {
    parts: parts.length === 0 ? known.filter(({ onlyByName }) => !onlyByName) : parts,
    json: values.json === true,
    directory: values.dir,
    scale: {
      ...scale,
      tenants: count('tenants', values.tenants) ?? scale.tenants,
      workspaces: count('workspaces', values.workspaces) ?? scale.workspaces,
      behind: count('behind', values.behind) ?? scale.behind,
      fleets: counts('fleets', values.fleets) ?? scale.fleets,
      rounds: count('rounds', values.rounds) ?? scale.rounds,
      peerRounds: count('rounds', values.rounds) ?? scale.peerRounds,
    },
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        smoke: { type: 'boolean' },
        json: { type: 'boolean' },
        dir: { type: 'string' },
        tenants: { type: 'string' },
        workspaces: { type: 'string' },
        behind: { type: 'string' },
        fleets: { type: 'string' },
        rounds: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} is a whole number from 1`)
}

/** Each once, the smallest first. */
function counts(name: string, text: string | undefined): number[] | undefined {
  const sizes = text?.split(',').map((one) => count(name, one) ?? 1)
  return sizes && [...new Set(sizes)].sort((a, b) => a - b)
}
