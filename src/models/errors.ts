/** A direct room joins two different people; nobody has one with themselves. */
export class DirectRoomWithOneself extends Error {
  override name = 'DirectRoomWithOneself'

  constructor() {
    super('a direct room needs two different users')
  }
}
