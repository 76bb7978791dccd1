import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Durability } from '../../src/config.ts'
import { beClients, createByCommand } from './clients.ts'
import type { Log } from './crash-states.ts'
import { Deeds } from './deeds.ts'
import { startRecording } from './record.ts'

const SIGN_IN = join(import.meta.dir, 'programs/sign-in.ts')
const SERVER = join(import.meta.dir, '../../src/index.ts')

/** Below the recorded directory, so that making it, and its parent, is part of the record. */
export const DATA = 'new/data'

/** Lives of the server on one data directory: stopped, then killed under load, then stopped. */
const LIVES = '"$1" "$2"; "$1" "$3" "$4/auth.db" owner@power.test; "$1" "$2"; "$1" "$2"'

export interface Served {
  readonly log: Log
  readonly deeds: Deeds
}

/**
 * Records the real server from its first start in an empty directory on, while
 * clients use it.
 *
 * @param answersBeforeKill how many requests are made before the SIGKILL
 */
export async function recordServer(
  directory: string,
  durability: Durability,
  answersBeforeKill: number,
): Promise<Served> {
  const dataDir = join(directory, DATA)
  const deeds = new Deeds()
  const command = ['sh', '-c', LIVES, 'sh', process.execPath, SERVER, SIGN_IN, dataDir]
  const recording = await startRecording(command, directory, {
    env: {
      DATA_DIR: dataDir,
      WORKSPACE_CREATION: 'anyone',
      DURABILITY: durability,
      POOL_MAX: '1',
      PORT: '0',
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      AUTH_SECRET: 'a secret of the power-loss tests, and of nobody else',
      AUTH_URL: 'https://power.test',
      UV_THREADPOOL_SIZE: '16',
    },
  })
  const lines = linesOf(recording.process.stdout)
  const errors = new Response(recording.process.stderr).text()
  const end = (signal: NodeJS.Signals) => process.kill(holderOf(dataDir), signal)

  await listening(lines)
  await createByCommand(deeds, join(dataDir, 'control.sock'), 'by-command')
  end('SIGTERM')
  const token = await lineThat(lines, (line) => line.startsWith('cns_'))
  deeds.secrets.push(token)

  const killed = { url: await listening(lines), token }
  const load = beClients(deeds, killed, 'killed')
  const already = deeds.all.length
  while (deeds.all.length - already < answersBeforeKill) await Bun.sleep(1)
  end('SIGKILL')
  await load

  const last = { url: await listening(lines), token }
  await Promise.all([
    beClients(deeds, last, 'last'),
    createByCommand(deeds, join(dataDir, 'control.sock'), 'beside-requests'),
  ])
  end('SIGTERM')
  for await (const _ of lines);
  const status = await recording.process.exited
  const log = await recording.log()
  if (status !== 0) throw new Error(`the server ended with ${status}: ${await errors}`)
  return { log, deeds }
}

/** The process id of the server: the one that the shell started is not known otherwise. */
function holderOf(dataDir: string): number {
  const note = readFileSync(join(dataDir, 'server.lock.holder'), 'utf8')
  return (JSON.parse(note) as { pid: number }).pid
}

type Lines = AsyncGenerator<string, void>

async function listening(lines: Lines): Promise<string> {
  const line = await lineThat(lines, (one) => one.includes('"msg":"listening"'))
  return (JSON.parse(line) as { url: string }).url
}

async function lineThat(lines: Lines, fits: (line: string) => boolean): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next()
    if (done) throw new Error('the server ended before its time')
    if (fits(value)) return value
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): Lines {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
