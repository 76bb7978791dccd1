const encoder = new TextEncoder()

/** Something to be sent, made into text once for all who receive it. */
export class Frame {
  /** JSON, for a WebSocket. */
  readonly text: string
  readonly #cursor: string | undefined
  #streamed: Uint8Array | undefined

  /** @param cursor to go on from after it; undefined for what is in no log */
  constructor(body: object, cursor?: string) {
    this.text = JSON.stringify(body)
    this.#cursor = cursor
  }

  /**
   * The same as a server-sent event. They have no names, so that one listener gets them all:
   * the type is in the data. JSON has no line breaks
   * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
   */
  get streamed(): Uint8Array {
    this.#streamed ??= encoder.encode(
      this.#cursor === undefined
        ? `data: ${this.text}\n\n`
        : `id: ${this.#cursor}\ndata: ${this.text}\n\n`,
    )
    return this.#streamed
  }
}
