import type { Models } from '../models/models.ts'
import type { Timestamp, UserRow } from '../models/rows.ts'
import type { Speaker } from './line.ts'
import { emailOf, people } from './people.ts'

/** The users behind the speakers; `owner` is among them where the workspace has one. */
export type Cast = ReadonlyMap<Speaker, UserRow>

/** Creates the people who are not here yet; an e-mail address tells who is. */
export function seedCast(models: Models, owner: UserRow | undefined, at: Timestamp): Cast {
  const cast = new Map<Speaker, UserRow>()
  for (const person of people) {
    const { name, username } = person
    const email = emailOf(person)
    const user =
      models.users.findByEmail(email) ??
      models.users.create({ name, username, email, created_at: at })
    cast.set(username, user)
  }
  if (owner) cast.set('owner', owner)
  return cast
}

export function idOf(cast: Cast, speaker: Speaker): string {
  const user = cast.get(speaker)
  if (!user) throw new Error(`${speaker} speaks, but is not in this workspace`)
  return user.id
}
