import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Config, loadConfig } from '../src/config.ts'
import { explain } from '../src/control/explain.ts'
import { keepFilesPrivate } from '../src/control/private-files.ts'

/** What a command does with its arguments, and what it prints. */
export interface Command<Result> {
  /** As it is called: `tenant:create`. */
  readonly name: string
  /** What it does, in one line. */
  readonly summary: string
  /** Its positional arguments, as help shows them: `SLUG`. Those in brackets may be left out, `[SLUG…]` be any number. */
  readonly positionals?: string
  /** Its own options; `--help` and `--json` belong to every command. */
  readonly options?: Readonly<Record<string, CommandOption>>
  /** Prints nothing to standard output itself, so that --json stays JSON. */
  run(context: CommandContext): Promise<Result>
  /** What a person is shown of the result. */
  show(result: Result): string
  /** The exit status, where the result is not a success; 0 when absent. */
  status?(result: Result): number
}

export interface CommandOption {
  readonly type: 'string' | 'boolean'
  readonly description: string
}

export interface CommandContext {
  readonly config: Config
  readonly positionals: readonly string[]
  /** The values of the options; absent ones are undefined. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** The command line is wrong: exit status 2, as shells have it. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const COMMON = {
  help: { type: 'boolean', description: 'show this text' },
  json: { type: 'boolean', description: 'print the result as JSON' },
} as const

/**
 * Runs one command: parses the arguments, prints the result, or one line that
 * says what is wrong, and sets the exit status.
 */
export async function runCommand<Result>(command: Command<Result>): Promise<never> {
  keepFilesPrivate()
  const json = process.argv.includes('--json')
  try {
    const { positionals, options } = parse(command)
    if (options['help'] === true) {
      console.log(help(command))
      process.exit(0)
    }
    const result = await command.run({ config: loadConfig(process.env), positionals, options })
    console.log(json ? JSON.stringify(result, null, 2) : command.show(result))
    process.exit(command.status?.(result) ?? 0)
  } catch (error) {
    const message = explain(error)
    console.error(json ? JSON.stringify({ error: message }) : `${command.name}: ${message}`)
    if (error instanceof UsageError && !json) console.error(`Try: bun run ${command.name} --help`)
    process.exit(error instanceof UsageError ? 2 : 1)
  }
}

function parse<Result>(command: Command<Result>) {
  const options: NonNullable<ParseArgsConfig['options']> = {}
  for (const [name, { type }] of Object.entries({ ...command.options, ...COMMON })) {
    options[name] = { type }
  }
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { positionals } = parsed
  const values = parsed.values as CommandContext['options']
  if (values['help'] !== true) checkCount(command, positionals.length)
  return { positionals, options: values }
}

function checkCount({ positionals = '' }: Command<unknown>, count: number): void {
  const words = positionals.split(' ').filter((word) => word !== '')
  const required = words.filter((word) => !word.startsWith('['))
  if (count < required.length) throw new UsageError(`${required[count]} is missing`)
  const most = words.at(-1)?.endsWith('…]') ? Number.POSITIVE_INFINITY : words.length
  if (count > most) throw new UsageError('too many arguments')
}

function help({ name, summary, positionals = '', options = {} }: Command<unknown>): string {
  const all: [string, CommandOption][] = Object.entries({ ...options, ...COMMON })
  const width = Math.max(...all.map(([option]) => option.length)) + 4
  const lines = all.map(
    ([option, { type, description }]) =>
      `  --${(type === 'string' ? `${option} …` : option).padEnd(width)}  ${description}`,
  )
  return [
    `bun run ${name} ${positionals} [options]`.replace('  ', ' '),
    '',
    summary,
    '',
    ...lines,
  ].join('\n')
}
