import type { Config } from '../../config.ts'
import type { Logger } from '../../log.ts'
import { consoleDelivery } from './console-delivery.ts'
import type { Delivery, Mail } from './mail.ts'
import { smtpDelivery } from './smtp-delivery.ts'

/** A mail, or what writes it once its turn has come; null for none. */
type Letter = Mail | (() => Promise<Mail | null>)

/** So many are on their way at the same time. */
const AT_ONCE = 4
/** So many wait, of a few KB each. What comes on top is dropped, and logged. */
const MOST_WAITING = 1_000
/** How long a server that stops waits for its mail; milliseconds. */
const STOP_PATIENCE = 5_000

/**
 * Sends mail behind the back of whoever asks for it: an answer that waited for a
 * mail server would tell by its time whether there was something to send.
 *
 * Nothing is repeated or kept over a restart. Whoever waits for a mail in vain
 * asks for another one.
 */
export class Mailer {
  readonly #delivery: Delivery | undefined
  readonly #log: Logger
  readonly #waiting: Letter[] = []
  readonly #onDrained: (() => void)[] = []
  #onTheirWay = 0

  /** @param delivery nothing where this server has no way to send mail */
  constructor(delivery: Delivery | undefined, log: Logger) {
    this.#delivery = delivery
    this.#log = log
  }

  /** Whether this server can send mail at all. */
  get canSend(): boolean {
    return this.#delivery !== undefined
  }

  /**
   * Returns at once; the mail leaves in a later turn of the event loop, and is
   * written only then where a function does that: nobody is to learn from the
   * time of an answer for whom there was something to write.
   */
  send(letter: Letter): void {
    if (this.#delivery === undefined || this.#waiting.length >= MOST_WAITING) {
      this.#log.error({ waiting: this.#waiting.length }, 'mail dropped')
      return
    }
    this.#waiting.push(letter)
    setImmediate(() => this.#next())
  }

  /** Resolves once nothing waits and nothing is on its way. */
  async drained(): Promise<void> {
    if (this.#waiting.length === 0 && this.#onTheirWay === 0) return
    await new Promise<void>((resolve) => this.#onDrained.push(resolve))
  }

  /** Waits for what is left, but not for ever. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const patience = setTimeout(resolve, STOP_PATIENCE)
    await Promise.race([this.drained(), promise])
    clearTimeout(patience)
    const dropped = this.#waiting.length + this.#onTheirWay
    this.#waiting.length = 0
    if (dropped > 0) this.#log.error({ dropped }, 'stopped before all mail had left')
  }

  #next(): void {
    if (this.#delivery === undefined || this.#onTheirWay >= AT_ONCE) return
    const letter = this.#waiting.shift()
    if (letter === undefined) return
    this.#onTheirWay += 1
    deliver(this.#delivery, letter).then(
      () => this.#arrived(),
      (error: unknown) => {
        this.#log.error(whatFailed(error), 'mail could not be delivered')
        this.#arrived()
      },
    )
  }

  #arrived(): void {
    this.#onTheirWay -= 1
    this.#next()
    if (this.#waiting.length > 0 || this.#onTheirWay > 0) return
    for (const resolve of this.#onDrained.splice(0)) resolve()
  }
}

async function deliver(delivery: Delivery, letter: Letter): Promise<void> {
  const mail = typeof letter === 'function' ? await letter() : letter
  if (mail !== null) await delivery.deliver(mail)
}

/** By SMTP_URL; without it, to the console in development, and nowhere in production. */
export function mailerFor(
  { mail, production }: Config,
  log: Logger,
  print: (text: string) => void,
): Mailer {
  if (mail !== undefined) return new Mailer(smtpDelivery(mail), log)
  return new Mailer(production ? undefined : consoleDelivery(print), log)
}

/** The codes alone: a mail server's words, and so the error's message, repeat the address. */
function whatFailed(error: unknown): Record<string, unknown> {
  const { name, code, responseCode, command } = Object(error) as Record<string, unknown>
  return { error: name, code, response_code: responseCode, command }
}
