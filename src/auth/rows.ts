/** Rows of the auth database. Times are UTC; Auth.js writes ISO 8601, we write SQLite's text form. */

/** A person, who may belong to several workspaces. */
export interface UserRow {
  id: string
  name: string | null
  email: string
  emailVerified: string | null
  image: string | null
  created_at: string
}

/** A way to sign in through a provider. */
export interface AccountRow {
  id: string
  userId: string
  type: string
  provider: string
  providerAccountId: string
  refresh_token: string | null
  access_token: string | null
  expires_at: number | null
  token_type: string | null
  scope: string | null
  id_token: string | null
  session_state: string | null
}

export interface SessionRow {
  id: string
  /** The hash of its secret. The name is that of Auth.js. */
  sessionToken: string
  userId: string
  /** ISO 8601, as Auth.js writes it. */
  expires: string
  created_at: string
  last_used_at: string | null
  user_agent: string | null
}

export interface PasswordRow {
  user_id: string
  /** argon2id in PHC string format. */
  hash: string
  changed_at: string
}

export interface VerificationTokenRow {
  identifier: string
  token: string
  expires: string
}

/** What a person may do in a workspace as a whole; rooms have roles of their own. */
export type WorkspaceRole = 'owner' | 'admin' | 'member'

export interface MembershipRow {
  tenant_id: string
  user_id: string
  role: WorkspaceRole
  created_at: string
}

export type TokenScope = 'read' | 'write' | 'admin'

export interface ApiTokenRow {
  id: string
  user_id: string
  token_hash: string
  label: string
  /** Scopes, separated by a space. */
  scopes: string
  /** The only workspace it is good for; null for all of the person's. */
  tenant_id: string | null
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}

/** What a person can be invited as: owners are made by owners, among members. */
export type InvitedRole = Exclude<WorkspaceRole, 'owner'>

export interface InvitationRow {
  id: string
  tenant_id: string
  token_hash: string
  /** The only address that it is good for; null for whoever has the link. */
  email: string | null
  role: InvitedRole
  max_uses: number
  uses: number
  invited_by: string
  created_at: string
  expires_at: string
}
