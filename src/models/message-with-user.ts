/**
 * The head of every SELECT of messages as they are shown. LEFT JOIN: a message outlives its
 * author.
 */
export const MESSAGE_WITH_USER = `SELECT m.*, u.username, u.name, u.avatar_url
  FROM messages m LEFT JOIN users u ON u.id = m.user_id`
