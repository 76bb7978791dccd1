import type { Config } from '../config.ts'
import { pause } from '../database/backoff.ts'
import { createLogger } from '../log.ts'
import { openServices } from '../services.ts'
import { DataDirectory } from '../tenancy/data-directory.ts'
import { DataDirectoryLocked } from '../tenancy/errors.ts'
import type { ControlAnswer } from './control-server.ts'
import { type LockNote, lockDataDirectory } from './data-directory-lock.ts'
import { type Input, type OperationName, operations, type Result } from './operations.ts'

/** How long a server that has just taken the lock may need until it listens; milliseconds. */
const PATIENCE = 5_000
const RETRY_EVERY = 50

/**
 * Performs one operation on a data directory: in the server, when one runs
 * there, otherwise in this process, which holds the lock meanwhile.
 *
 * @throws DataDirectoryLocked while another command holds the lock
 * @throws Error with one line that says what is wrong
 */
export async function perform<Name extends OperationName>(
  config: Config,
  name: Name,
  input: Input<Name>,
): Promise<Result<Name>> {
  const directory = new DataDirectory(config.dataDir)
  directory.prepare()
  const deadline = performance.now() + PATIENCE
  for (;;) {
    const outcome = lockDataDirectory(directory, name)
    if (outcome.acquired) {
      try {
        return await performHere(config, name, input)
      } finally {
        outcome.lock.release()
      }
    }
    const answer = await ask(outcome.note, name, input)
    if (answer) {
      if (answer.ok) return answer.result as Result<Name>
      throw new Error(answer.message)
    }
    if (performance.now() > deadline) throw lockedBy(directory, outcome.note)
    await pause(RETRY_EVERY)
  }
}

/** The error for whoever needs the directory and cannot have it. */
export function lockedBy(directory: DataDirectory, { holder, pid }: LockNote): DataDirectoryLocked {
  const who = holder === 'server' ? 'a server' : holder
  return new DataDirectoryLocked(
    `the data directory ${directory.path} is in use by ${who} (process ${pid}): stop it, or set DATA_DIR to another directory`,
  )
}

async function performHere<Name extends OperationName>(
  config: Config,
  name: Name,
  input: Input<Name>,
): Promise<Result<Name>> {
  const services = openServices(config, createLogger('silent'))
  try {
    await services.tenants.sweep()
    return await operations[name](services, input)
  } finally {
    await services.close()
  }
}

/** undefined: nobody listens, at least not yet. */
async function ask(
  { socket }: LockNote,
  name: string,
  input: unknown,
): Promise<ControlAnswer | undefined> {
  if (socket === null) return undefined
  let response: Response
  try {
    response = await fetch(`http://conclave/${name}`, {
      method: 'POST',
      body: JSON.stringify(input),
      unix: socket,
    })
  } catch {
    return undefined
  }
  return (await response.json()) as ControlAnswer
}
