/** A direct room joins two different people; nobody has one with themselves. */
export class DirectRoomWithOneself extends Error {
  override name = 'DirectRoomWithOneself'

  constructor() {
    super('a direct room needs two different users')
  }
}

/** A reply needs a message of its own room. */
export class NotAnswerable extends Error {
  override name = 'NotAnswerable'

  constructor() {
    super('a reply answers a message of the same room')
  }
}
