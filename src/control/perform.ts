import type { Config } from '../config.ts'
import { createLogger } from '../log.ts'
import { openServices } from '../services.ts'
import { DataDirectory } from '../tenancy/data-directory.ts'
import { takeOrAsk } from './await-data-directory.ts'
import type { ControlAnswer } from './control-server.ts'
import type { LockNote } from './data-directory-lock.ts'
import type { Input, OperationName, Result } from './operation-types.ts'
import { operations } from './operations.ts'
import { prepareDataDirectory } from './prepare-data-directory.ts'

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
  prepareDataDirectory(directory)
  const taker = { holder: name, socket: null }
  const { lock, answer } = await takeOrAsk(directory, taker, (note) => ask(note, name, input))
  if (!lock) {
    if (answer.ok) return answer.result as Result<Name>
    throw new Error(answer.message)
  }
  try {
    return await performHere(config, name, input)
  } finally {
    lock.release()
  }
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

/**
 * @returns undefined when nobody listens, at least not yet
 * @throws Error when the server ended before it answered: asking again might do it twice
 */
async function ask(
  { socket }: LockNote,
  name: string,
  input: unknown,
): Promise<ControlAnswer | undefined> {
  if (socket === null) return undefined
  try {
    const response = await fetch(`http://conclave/${name}`, {
      method: 'POST',
      body: JSON.stringify(input),
      unix: socket,
    })
    return (await response.json()) as ControlAnswer
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    // The socket is not there yet, or the one that a killed server left.
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined
    throw new Error('the server ended before it answered: see with tenant:list what it has done', {
      cause,
    })
  }
}
