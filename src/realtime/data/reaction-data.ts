import { type DataReader, distinct } from './data-reader.ts'

/** No viewer: who has chosen what is for each receiver to know. */
const NOBODY = ''

/** All reactions that the message has. */
export const reactionData: DataReader = (db, rows) => {
  const ids = distinct(rows.map(({ message_id }) => message_id))
  const there = new Set(db.messages.findAllWithUsers(ids).map(({ id }) => id))
  const reactions = db.reactions.ofMessages(ids, NOBODY)
  return ({ message_id, user_id, detail: emoji }) => {
    if (message_id === null || user_id === null || emoji === null) return null
    if (!there.has(message_id)) return null
    const now = reactions.get(message_id) ?? []
    const counted = now.map((reaction) => ({ emoji: reaction.emoji, count: reaction.count }))
    return { message_id, emoji, user_id, reactions: counted }
  }
}
