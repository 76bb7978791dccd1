/** A key stands for one request. */
export class IdempotencyKeyReused extends Error {
  override name = 'IdempotencyKeyReused'

  constructor() {
    super('the key was sent with another request before')
  }
}

/** A message shows a few different emoji only. */
export class TooManyEmoji extends Error {
  override name = 'TooManyEmoji'

  constructor() {
    super('the message has as many different emoji as it may have')
  }
}

/** A reply needs a message of its own room. */
export class NotAnswerable extends Error {
  override name = 'NotAnswerable'

  constructor() {
    super('a reply answers a message of the same room')
  }
}
