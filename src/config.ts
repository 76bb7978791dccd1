import { resolve } from 'node:path'
import { type BackupConfig, backups } from './config/backups.ts'
import { type DrainConfig, drain } from './config/drain.ts'
import {
  directory,
  type Environment,
  oneOf,
  secret,
  text,
  wholeNumber,
} from './config/environment.ts'
import {
  type OidcClient,
  oidc,
  type ProviderClient,
  providerClient,
} from './config/identity-providers.ts'
import { type LimitsConfig, limits } from './config/limits.ts'
import { type MailConfig, mail } from './config/mail.ts'
import { origin, port, trustedProxies } from './config/network.ts'
import { poolMax, type WorkspaceCreationConfig, workspaceCreation } from './config/workspaces.ts'

/** How much a COMMIT promises: `normal` survives a killed process, `full` a power loss too. */
export type Durability = 'normal' | 'full'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Config extends LimitsConfig, WorkspaceCreationConfig, BackupConfig, DrainConfig {
  /** NODE_ENV=production; `development` and `test` are not. */
  readonly production: boolean
  /** 0 lets the system choose a free port. */
  readonly port: number
  readonly host: string
  /** Absolute path of the directory that holds auth.db and every workspace. */
  readonly dataDir: string
  /** For sign-in; only production must have it. */
  readonly authSecret: string | undefined
  /** The origin under which people reach the server, without a trailing slash. */
  readonly authUrl: string | undefined
  /** CIDR blocks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Undefined: mail is printed in development, and cannot be sent in production. */
  readonly mail: MailConfig | undefined
  /** Whom people can sign in with, besides mail and password; undefined is not offered. */
  readonly oidc: OidcClient | undefined
  readonly github: ProviderClient | undefined
  readonly google: ProviderClient | undefined
  readonly durability: Durability
  /** How many workspaces may be open at once; undefined is derived from the descriptor limit. */
  readonly poolMax: number | undefined
  /** How many one person may own. */
  readonly workspacesPerPerson: number
  /** How long rows of the audit log are kept. */
  readonly auditLogDays: number
  /** The largest file that can be uploaded. */
  readonly maxFileBytes: number
  readonly logLevel: LogLevel
  /** Undefined: /metrics answers in development only, and only to this machine. */
  readonly metricsToken: string | undefined
}

/**
 * Reads the environment into one frozen, validated object.
 *
 * A variable that is set to nothing counts as not set, because that is what
 * `AUTH_URL=` in a compose file means. Values of secrets never reach a message.
 *
 * @throws ConfigError at the first wrong variable
 */
export function loadConfig(env: Environment): Config {
  const environments = ['production', 'development', 'test'] as const
  const production = oneOf(env, 'NODE_ENV', environments, 'development') === 'production'
  const dataDir = directory(env, 'DATA_DIR') ?? resolve('./tenants')
  return Object.freeze({
    production,
    port: port(env),
    host: text(env, 'HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    dataDir,
    authSecret: secret(env, 'AUTH_SECRET', 32, production),
    authUrl: origin(env, 'AUTH_URL', production),
    trustedProxies: trustedProxies(env),
    mail: mail(env),
    oidc: oidc(env),
    github: providerClient(env, 'AUTH_GITHUB'),
    google: providerClient(env, 'AUTH_GOOGLE'),
    durability: oneOf(env, 'DURABILITY', ['normal', 'full'], 'normal'),
    poolMax: poolMax(env),
    ...workspaceCreation(env, production),
    workspacesPerPerson: wholeNumber(env, 'WORKSPACES_PER_PERSON', 100, 1_000_000),
    auditLogDays: wholeNumber(env, 'AUDIT_LOG_DAYS', 365, 36_500),
    maxFileBytes: wholeNumber(env, 'MAX_FILE_BYTES', 104_857_600, 999_999_999),
    ...backups(env, dataDir),
    ...limits(env),
    ...drain(env),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels, 'info'),
    metricsToken: secret(env, 'METRICS_TOKEN', 16, false),
  })
}
