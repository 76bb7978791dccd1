import { perform } from '../src/control/perform.ts'
import type { Finding, Repair } from '../src/tenancy/doctor/finding.ts'
import { runCommand } from './command.ts'
import { type Diagnosis, examineEverything } from './examine-everything.ts'

interface Report extends Diagnosis {
  /** What --fix has done. */
  readonly repaired: readonly Finding[]
  /** Why a repair was not done, by the path of its finding. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

await runCommand({
  name: 'doctor',
  summary:
    'Compares the registry with the disk, and each database with what its version says. Exits with 1 while something is wrong.',
  positionals: '[SLUG…]',
  options: {
    fix: { type: 'boolean', description: 'repair what can be repaired without losing anything' },
    integrity: { type: 'boolean', description: 'read every page of every database too' },
  },
  async run({ config, positionals, options }): Promise<Report> {
    const integrity = options['integrity'] === true
    const before = await examineEverything(config, positionals, integrity)
    const wanted = before.findings.flatMap(({ repair }) => repair ?? [])
    if (options['fix'] !== true || wanted.length === 0) {
      return { ...before, repaired: [], refused: [] }
    }
    const { outcomes } = await perform(config, 'doctor:repair', { repairs: wanted })
    const after = await examineEverything(config, positionals, integrity)
    const left = new Set(after.findings.map(keyOf))
    return {
      ...after,
      repaired: before.findings.filter((finding) => !left.has(keyOf(finding))),
      refused: outcomes.flatMap(({ repair, reason }) =>
        reason === null ? [] : [{ path: pathOf(before, repair), reason }],
      ),
    }
  },
  show: ({ workspaces, findings, repaired, refused, milliseconds }) =>
    [
      ...repaired.map((finding) => `repaired: ${describe(finding)}`),
      ...refused.map(({ path, reason }) => `not repaired: ${path}: ${reason}`),
      ...findings.map((finding) => `${describe(finding)}. ${whatToDo(finding)}`),
      `${workspaces} workspaces looked at in ${(milliseconds / 1_000).toFixed(1)} s: ${inWords(findings.length)}.`,
    ].join('\n'),
  status: ({ findings }) => Number(findings.length > 0),
})

function keyOf({ code, path, detail }: Finding): string {
  return `${code} ${path} ${detail}`
}

function pathOf({ findings }: Diagnosis, wanted: Repair): string {
  const text = JSON.stringify(wanted)
  return findings.find(({ repair }) => JSON.stringify(repair) === text)?.path ?? ''
}

function describe({ code, workspace, path, detail }: Finding): string {
  return `${code}: ${workspace === null ? path : `${workspace} (${path})`}: ${detail}`
}

function whatToDo({ advice, repair }: Finding): string {
  return repair === null ? `To do: ${advice}.` : `--fix ${advice}.`
}

function inWords(findings: number): string {
  if (findings === 0) return 'nothing is wrong'
  return findings === 1 ? 'one thing is wrong' : `${findings} things are wrong`
}
