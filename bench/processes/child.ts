import type { Subprocess } from 'bun'

/** A process of the bench. It never outlives the bench: see {@link stopChildren}. */
export type Child = Subprocess<'pipe', 'pipe', 'inherit'>

export interface ChildOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Written to its standard input, which is closed then. */
  readonly input?: string
}

const running = new Set<Child>()

/** Starts another Bun on one of our files. */
export function startBun(
  file: string,
  args: readonly string[] = [],
  options: ChildOptions = {},
): Child {
  return start([process.execPath, file, ...args], options)
}

export function start(
  command: readonly string[],
  { environment = {}, cwd = process.cwd(), input }: ChildOptions = {},
): Child {
  const child = Bun.spawn([...command], {
    cwd,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
    env: { ...process.env, ...environment },
  })
  running.add(child)
  void child.exited.then(() => running.delete(child))
  if (input !== undefined) {
    child.stdin.write(input)
    child.stdin.end()
  }
  return child
}

/** What a process printed. @throws Error when it failed */
export async function outputOf(child: Child): Promise<string> {
  const output = await new Response(child.stdout).text()
  const status = await child.exited
  if (status !== 0) throw new Error(`a process of the bench failed with status ${status}`)
  return output
}

/** Runs one of `bench/measures` in a process of its own; input and result are JSON. */
export async function measureApart<Result>(
  file: URL,
  input: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const child = startBun(file.pathname, [], { environment, input: JSON.stringify(input) })
  return JSON.parse(await outputOf(child)) as Result
}

/** Ends a server as an operator would, and waits for it. */
export async function stop(child: Child): Promise<void> {
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
  await child.exited
  clearTimeout(late)
}

/** For the end of the bench, whatever ended it. */
export function stopChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}
