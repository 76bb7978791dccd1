import { ApiTokens } from './api-tokens.ts'
import { AuditLog } from './audit/audit-log.ts'
import type { AuthDatabase } from './auth-database.ts'
import { Authority } from './authority.ts'
import { CredentialUse } from './credential-use.ts'
import { Invitations } from './invitations.ts'
import { Limits } from './limits/limits.ts'
import { RequestLimits, type RequestQuotasOfAll } from './limits/request-limits.ts'
import { MailedTokens } from './mailed-tokens.ts'
import { Memberships } from './memberships.ts'
import { FailedSignIns } from './password/failed-sign-ins.ts'
import { PasswordHashing } from './password/password-hashing.ts'
import { Passwords } from './password/passwords.ts'
import { People } from './people.ts'
import { Sessions } from './sessions.ts'

const NONE = { reads: undefined, writes: undefined }
const UNLIMITED = { personRequests: NONE, workspaceRequests: NONE }

/** Everything on the auth database but the registry: who people are and where they belong. */
export class Auth {
  readonly database: AuthDatabase
  readonly people: People
  readonly memberships: Memberships
  readonly invitations: Invitations
  readonly tokens: ApiTokens
  readonly sessions: Sessions
  readonly passwords: Passwords
  readonly mailedTokens: MailedTokens
  readonly failedSignIns: FailedSignIns
  readonly hashing = new PasswordHashing()
  readonly limits = new Limits()
  readonly requests: RequestLimits
  readonly authority: Authority
  readonly audit: AuditLog

  /** @param quotas of requests; without any, everything is answered */
  constructor(database: AuthDatabase, quotas: RequestQuotasOfAll = UNLIMITED) {
    this.database = database
    this.requests = new RequestLimits(quotas)
    this.people = new People(database.sql)
    this.memberships = new Memberships(database.sql)
    this.invitations = new Invitations(database.sql)
    this.tokens = new ApiTokens(database.sql)
    this.audit = new AuditLog(database.sql)
    this.failedSignIns = new FailedSignIns(database, this.audit)
    this.sessions = new Sessions(database.sql)
    this.passwords = new Passwords(database.sql)
    this.mailedTokens = new MailedTokens(database.sql)
    this.authority = new Authority(database.sql, new CredentialUse(database).note)
  }
}
