import { setPriority } from 'node:os'
import { NOISE_PRIORITY, type Noise } from './noise.ts'

/** Whole files that go up, or a whole workspace that comes down, again and again. */
export interface Transfers {
  readonly port: number
  /** Path of what files are posted to or comes down. */
  readonly path: string
  readonly token: string
  /** Bytes of each file that goes up; absent: it comes down. */
  readonly bytes?: number
  readonly connections: number
  readonly seconds: number
}

/*
 * A process of its own. Reads Transfers as JSON, prints a Noise.
 */
const { port, path, token, bytes, connections, seconds } = (await Bun.stdin.json()) as Transfers
setPriority(0, NOISE_PRIORITY)
const origin = `http://127.0.0.1:${port}`
const headers = { authorization: `Bearer ${token}` }
const content = bytes === undefined ? undefined : crypto.getRandomValues(new Uint8Array(65_536))
const end = performance.now() + seconds * 1_000
let answers = 0
let moved = 0
let retryAfter: number | null = null
const refusals: Record<string, number> = {}

/** Random, and each another one: what is there already would not be kept twice. */
function file(size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) all.set(content?.subarray(0, size - at) ?? [], at)
  crypto.getRandomValues(all.subarray(0, 16))
  return all
}

async function once(): Promise<void> {
  const response =
    bytes === undefined
      ? await fetch(origin + path, { headers })
      : await fetch(origin + path, { method: 'POST', headers, body: file(bytes) })
  answers += 1
  if (!response.ok) {
    refusals[response.status] = (refusals[response.status] ?? 0) + 1
    retryAfter ??= Number(response.headers.get('retry-after'))
    await response.arrayBuffer()
    // Asked again sooner than it says, and yet not as fast as it goes: this is no flood.
    await Bun.sleep(50)
  } else if (bytes === undefined) {
    for await (const piece of response.body ?? []) moved += piece.byteLength
  } else {
    moved += bytes
    const { id } = (await response.json()) as { id: string }
    // Nobody may have more than so many that were not sent.
    await fetch(`${origin}${path}/${id}`, { method: 'DELETE', headers })
  }
}

await Promise.all(
  Array.from({ length: connections }, async () => {
    do await once()
    while (performance.now() < end)
  }),
)
const result: Noise = { answers, refusals, retryAfter, megabytes: moved / 1e6 }
console.log(JSON.stringify(result))
process.exit(0)
