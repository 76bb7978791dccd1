import type { Config } from '../config.ts'
import { DataDirectory } from '../tenancy/data-directory.ts'
import type { ControlAnswer } from './control-server.ts'
import { lastHolder } from './data-directory-lock.ts'
import { GLANCE, type ServerGlance } from './glance.ts'

/** Nobody serves the data directory. */
export class NoServer extends Error {
  override name = 'NoServer'
}

/** Milliseconds until a server counts as one that does not answer. */
const PATIENCE = 10_000

/**
 * Asks the server of a data directory how it is, without touching what is in there.
 *
 * @throws NoServer
 */
export async function askForGlance({ dataDir }: Config): Promise<ServerGlance> {
  const socket = lastHolder(new DataDirectory(dataDir))?.socket ?? null
  if (socket === null) throw noServer(dataDir)
  const answer = await ask(dataDir, socket)
  if (answer.ok) return answer.result as ServerGlance
  throw new Error(`${answer.message}: it is of another version`)
}

async function ask(dataDir: string, unix: string): Promise<ControlAnswer> {
  try {
    const signal = AbortSignal.timeout(PATIENCE)
    const response = await fetch(`http://conclave/${GLANCE}`, { unix, signal })
    return (await response.json()) as ControlAnswer
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new Error('the server does not answer', { cause })
    }
    throw noServer(dataDir, cause)
  }
}

function noServer(dataDir: string, cause?: unknown): NoServer {
  const text = `no server runs on ${dataDir}: start one with npm start, or set DATA_DIR`
  return new NoServer(text, { cause })
}
