import { type CommandContext, UsageError } from './command.ts'

/**
 * Asks before something that cannot be undone, or not by everybody.
 *
 * @throws UsageError unless --yes is given or somebody on a terminal agrees
 */
export function requireYes(options: CommandContext['options'], question: string): void {
  if (options['yes'] === true || (process.stdin.isTTY && confirm(question))) return
  throw new UsageError('not done: confirm on a terminal, or pass --yes')
}
