import { toUserSummary } from '../../http/user-summary.ts'
import { type DataReader, distinct } from './data-reader.ts'

/** Somebody's profile and role. */
export const userData: DataReader = (db, rows, roleOf) => {
  const found = db.users.findAll(distinct(rows.map(({ user_id }) => user_id)))
  const users = new Map(found.map((row) => [row.id, row]))
  return ({ user_id }) => {
    const row = user_id === null ? undefined : users.get(user_id)
    if (row === undefined) return null
    const role = row.auth_id === null ? null : roleOf(row.auth_id)
    return { user: { ...toUserSummary(row.id, row), role } }
  }
}

export const userRemovedData: DataReader =
  () =>
  ({ user_id }) =>
    user_id === null ? null : { user_id }
