import fc, { type Arbitrary } from 'fast-check'
import { exchange } from './exchange.ts'
import { requireServed, type Target } from './target.ts'

/** As it goes over the wire (RFC 6455 section 5.2). */
interface WireFrame {
  readonly fin: boolean
  readonly reserved: number
  readonly opcode: number
  readonly masked: boolean
  /** What the frame says of its length; null for the truth. */
  readonly says: bigint | null
  readonly payload: Buffer
}

/**
 * Opens WebSockets, and sends frames that no client would.
 *
 * @throws Error with the frames, and the seed that makes them again
 */
export async function attackFrames(target: Target, runs: number, seed?: number): Promise<void> {
  const sequence = fc.tuple(fc.boolean(), fc.array(wireFrame, { minLength: 1, maxLength: 8 }))
  await fc.assert(
    fc.asyncProperty(sequence, async ([greets, frames]) => {
      const first = greets ? [encoded(text('{"type":"resume","after":null}'))] : []
      const pieces = [upgrade(target), ...first, ...frames.map(encoded)]
      const answer = await exchange(target.url, pieces)
      if (answer !== '' && !answer.startsWith('HTTP/1.1 101')) throw new Error(answer)
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  )
  await requireServed(target)
}

function upgrade({ token, path }: Target): Buffer {
  return Buffer.from(
    [
      `GET ${path}/socket HTTP/1.1`,
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Extensions: permessage-deflate',
      `Authorization: Bearer ${token}`,
      '\r\n',
    ].join('\r\n'),
  )
}

function text(content: string): WireFrame {
  const payload = Buffer.from(content)
  return { fin: true, reserved: 0, opcode: 1, masked: true, says: null, payload }
}

const json = fc.oneof(
  fc.constantFrom('null', '1', '[]', '{}', '{"type":1}', '{"type":"constructor"}', '{"type":""}'),
  fc.constantFrom('{"type":"__proto__"}', '{"type":"resume"}', '{"type":"resume","after":1e999}'),
  fc.constantFrom('{"type":"resume","after":"9007199254740993.1"}', '{"type":"resume","after":""}'),
  fc.constantFrom('{"type":"authenticate","token":"cnv_x"}', '{"type":"authenticate","token":[]}'),
  fc.constantFrom('{"type":"typing","room_id":-1}', '{"type":"typing","room_id":9007199254740991}'),
  fc.constantFrom('{"type":"typing","room_id":1}', '{"type":"heartbeat","type":"typing"}'),
  fc.constantFrom('[', '['.repeat(10_000), '{"a":'.repeat(3_000), '\ufeff{}', '{"type":"\\ud800"}'),
  fc.json(),
)

const payload: Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: json.map((one) => Buffer.from(one)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((one) => Buffer.from(one)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(125, 126, 16_384, 16_385, 70_000).map((size) => Buffer.alloc(size)),
  },
)

const wireFrame: Arbitrary<WireFrame> = fc.record({
  fin: mostly(true, fc.boolean()),
  reserved: mostly(0, fc.integer({ min: 0, max: 7 })),
  opcode: mostly(1, fc.integer({ min: 0, max: 15 })),
  masked: mostly(true, fc.boolean()),
  says: mostly<bigint | null>(
    null,
    fc.constantFrom(0n, 1n, 126n, 65_536n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 64n - 1n),
  ),
  payload,
})

function mostly<T>(usual: T, other: Arbitrary<T>): Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
}

function encoded({ fin, reserved, opcode, masked, says, payload }: WireFrame): Buffer {
  const length = says ?? BigInt(payload.length)
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const short = length < 126n ? Number(length) : length < 65_536n ? 126 : 127
  const head = Buffer.from([first, (masked ? 0x80 : 0) | short])
  const extended = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0)
  if (short === 126) extended.writeUInt16BE(Number(length))
  if (short === 127) extended.writeBigUInt64BE(length)
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, extended, Buffer.alloc(masked ? 4 : 0), payload])
}
