import { type Examination, examineDatabase } from '../database/examine-database.ts'
import { authDatabaseMigrations, OWNER } from './auth-database.ts'

/** Looks at all of a copy of the auth database, and changes nothing. It blocks. */
export function examineAuthDatabase(path: string): Examination {
  return examineDatabase(path, { list: authDatabaseMigrations, owner: OWNER, integrity: true })
}
