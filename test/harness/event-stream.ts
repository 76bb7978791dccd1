import type { Fetch } from '../../client/options.ts'
import type { Received } from './socket.ts'

/** An event of a stream as it came over the wire. */
export interface StreamedEvent {
  /** The `id:` of the event; undefined where it has none. */
  readonly id: string | undefined
  readonly data: Received
}

/** A stream of server-sent events of a test. */
export interface TestStream {
  readonly status: number
  /** All bytes so far, as text. */
  readonly text: () => string
  /** The next event that fits and was not returned before. @throws Error when the stream ends first */
  next(type: string, fits?: (event: StreamedEvent) => boolean): Promise<StreamedEvent>
  /** Resolves when the server ends it. */
  readonly ended: Promise<void>
  close(): void
}

/**
 * Opens the stream at `target` with these headers.
 *
 * @param onEvent called with each event, as it comes
 */
export async function openStream(
  target: string,
  headers: Readonly<Record<string, string>>,
  send: Fetch = fetch,
  onEvent: (event: StreamedEvent) => void = () => undefined,
): Promise<TestStream> {
  const controller = new AbortController()
  const response = await send(target, { headers, signal: controller.signal })
  let text = ''
  let whole = 0
  let over = false
  let wake = Promise.withResolvers<void>()
  const ended = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true })
        const end = text.lastIndexOf('\n\n') + 2
        if (end > whole && !controller.signal.aborted) {
          for (const event of eventsIn(text.slice(whole, end))) onEvent(event)
          whole = end
        }
        wake.resolve()
        wake = Promise.withResolvers()
      }
    } finally {
      over = true
      wake.resolve()
    }
  })().catch(() => undefined)
  const taken = new Set<number>()
  return {
    status: response.status,
    text: () => text,
    ended,
    close: () => controller.abort(),
    async next(type, fits = () => true) {
      for (;;) {
        const events = eventsIn(text)
        const index = events.findIndex(
          (event, at) => !taken.has(at) && event.data.type === type && fits(event),
        )
        const found = events[index]
        if (found) {
          taken.add(index)
          return found
        }
        if (over) throw new Error(`the stream has ended: ${text}`)
        await wake.promise
      }
    },
  }
}

/** As a browser reads them: an event is what has data, and ends with an empty line. */
export function eventsIn(text: string): StreamedEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
      const data = field('data')
      return data === undefined ? [] : { id: field('id'), data: JSON.parse(data) as Received }
    })
}
