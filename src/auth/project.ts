import type { UserRow } from '../models/rows.ts'
import type { Founder } from '../tenancy/transfer.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import type { UserRow as AuthUserRow } from './rows.ts'

/** A member, as the auth database knows them. */
export interface ProjectedPerson {
  readonly personId: string
  readonly email: string
  /** Whether it is proven that the address is theirs. Only then they are whoever had it here. */
  readonly emailIsVerified: boolean
  readonly name: string | null
}

/** The person of a row of the auth database. */
export function projected({
  id,
  email,
  emailVerified,
  name,
}: Pick<AuthUserRow, 'id' | 'email' | 'emailVerified' | 'name'>): ProjectedPerson {
  return { personId: id, email, emailIsVerified: emailVerified !== null, name }
}

/** The people of a workspace are few or many; this many names are tried before chance decides. */
const NUMBERED_NAMES = 20

/**
 * The row of a member, made or mended if need be. Belongs in a unit of work.
 *
 * The auth database is right about who somebody is and which address they have, the workspace
 * about everything else: name, username and picture are its own once the row is there.
 */
export function project(db: WorkspaceDatabase, person: ProjectedPerson): UserRow {
  const known = db.users.findByAuthId(person.personId)
  if (known && isCurrent(db, known, person)) return known
  const row = known ?? adoptable(db, person)
  const email = claimAddress(db, row?.id ?? '', person)
  if (row) {
    const patch = { auth_id: person.personId, email, left_at: null }
    return db.users.update(row.id, patch) ?? row
  }
  const first = introduced(person)
  return db.users.create({ ...first, email, username: freeUsername(db, first.username) })
}

/** What somebody is called in a workspace where nobody is yet. */
export function introduced({
  personId,
  email,
  name,
}: Pick<ProjectedPerson, 'personId' | 'email' | 'name'>): Founder {
  return {
    auth_id: personId,
    email,
    name: name ?? localPart(email),
    username: usernameFor(email),
  }
}

/** Whether {@link project} would leave the row as it is. One comparison for nearly everybody. */
export function isCurrent(db: WorkspaceDatabase, row: UserRow, person: ProjectedPerson): boolean {
  if (row.left_at !== null) return false
  return row.email === person.email || (row.email === null && isOthers(db, row.id, person))
}

/** Somebody with this address whom no account belongs to: imported, or taken out by older code. */
function adoptable(db: WorkspaceDatabase, person: ProjectedPerson): UserRow | null {
  if (!person.emailIsVerified) return null
  return db.users.findAllByEmail(person.email).find(isNobodys) ?? null
}

/**
 * Makes the address free for the user `id`. The auth database gives it to one person only, so
 * whoever else has it here by their account has another one by now, and gets that when they come.
 *
 * @returns null when it stays with somebody whom no account belongs to, as long as it is unproven
 */
function claimAddress(db: WorkspaceDatabase, id: string, person: ProjectedPerson): string | null {
  if (isOthers(db, id, person)) return null
  for (const other of db.users.findAllByEmail(person.email)) {
    if (other.id !== id) db.users.update(other.id, { email: null })
  }
  return person.email
}

function isOthers(db: WorkspaceDatabase, id: string, person: ProjectedPerson): boolean {
  if (person.emailIsVerified) return false
  return db.users.findAllByEmail(person.email).some((row) => row.id !== id && isNobodys(row))
}

function isNobodys({ auth_id }: UserRow): boolean {
  return auth_id === null
}

function localPart(email: string): string {
  return email.slice(0, email.indexOf('@')).toLowerCase()
}

/** What the address suggests, of the characters that a username may have (32 with a number). */
function usernameFor(email: string): string {
  const allowed = localPart(email).replaceAll(/[^a-z0-9._-]+/g, '-')
  return allowed.replace(/^[._-]+/, '').slice(0, 24) || 'user'
}

/** `ada`, or the first of `ada-2`, `ada-3`, … that nobody has. */
function freeUsername(db: WorkspaceDatabase, wish: string): string {
  if (!db.users.findByUsername(wish)) return wish
  for (let number = 2; ; number += 1) {
    const username = `${wish}-${number <= NUMBERED_NAMES ? number : anyNumber()}`
    if (!db.users.findByUsername(username)) return username
  }
}

/** Seven digits: hundreds who begin alike are not to be counted through. */
function anyNumber(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0])
    .padStart(7, '0')
    .slice(-7)
}
