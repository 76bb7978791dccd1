import { type Surroundings, spawn } from '../harness/process.ts'

/** util-linux's program that gives a command a terminal; Debian has it in its base system. */
const SCRIPT = Bun.which('script')

/** Why no command can be given a terminal here, or null. */
export function whyNoTerminal(): string | null {
  return SCRIPT === null ? 'script(1) of util-linux is not installed' : null
}

/**
 * Runs one of `scripts/` as if somebody sat before it, whose answers are given
 * beforehand. What it prints, errors too, is what they see.
 */
export function runOnTerminal(
  name: string,
  args: readonly string[],
  answers: string,
  { dataDir }: Pick<Required<Surroundings>, 'dataDir'>,
) {
  const command = [process.execPath, `scripts/${name}.ts`, ...args].join(' ')
  // Read from a file, an answer is there as soon as it is asked for; `-e` passes the status on.
  const shell = 'printf "%b" "$1" | script -qec "$2" /dev/null'
  return spawn(['sh', '-c', shell, 'sh', answers, command], { dataDir }).ended
}
