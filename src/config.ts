import { isIP } from 'node:net'
import { resolve, sep } from 'node:path'
import { ConfigError, digits, type Environment, shown, text, wholeNumber } from './environment.ts'
import { type LimitsConfig, limits } from './limits-config.ts'

/** How much a COMMIT promises: `normal` survives a killed process, `full` a power loss too. */
export type Durability = 'normal' | 'full'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** How mail leaves the server. */
export interface MailConfig {
  /** May hold a password. */
  readonly smtpUrl: string
  readonly from: { readonly name: string; readonly address: string }
}

/** This server as a provider of identities knows it. */
export interface ProviderClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** Any OpenID Connect provider. */
export interface OidcClient extends ProviderClient {
  readonly issuer: string
  /** What people call it. */
  readonly name: string
  /** The issuer vouches for addresses that it does not say to be verified. */
  readonly trustEmail: boolean
}

/** Who may create workspaces over REST. */
const creationPolicies = ['anyone', 'signed_in', 'admins', 'cli'] as const
export type WorkspaceCreation = (typeof creationPolicies)[number]

export interface Config extends LimitsConfig {
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
  readonly workspaceCreation: WorkspaceCreation
  /** Who creates workspaces where `admins` do; in lower case. */
  readonly adminEmails: readonly string[]
  /** How many one person may own. */
  readonly workspacesPerPerson: number
  /** How long rows of the audit log are kept. */
  readonly auditLogDays: number
  /** Absolute path of the directory that backups are kept in; undefined: none are made by themselves. */
  readonly backupDir: string | undefined
  /** Milliseconds between two backups of a running server; undefined: only by command. */
  readonly backupEvery: number | undefined
  /** Days after which a backup is removed. */
  readonly backupKeepDays: number
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
  const data = dataDir(env)
  return Object.freeze({
    production,
    port: port(env),
    host: text(env, 'HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    dataDir: data,
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
    ...backups(env, data),
    ...limits(env),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels, 'info'),
    metricsToken: secret(env, 'METRICS_TOKEN', 16, false),
  })
}

function port(env: Environment): number {
  const value = text(env, 'PORT')
  if (value === undefined) return 3000
  const number = digits(value)
  if (number >= 0 && number <= 65_535) return number
  throw new ConfigError('PORT', `is ${shown(value)}: it must be a whole number from 0 to 65535`)
}

function poolMax(env: Environment): number | undefined {
  const value = text(env, 'POOL_MAX')
  if (value === undefined) return undefined
  const number = digits(value)
  if (number >= 1) return number
  throw new ConfigError(
    'POOL_MAX',
    `is ${shown(value)}: it must be a whole number from 1, or not set, which derives it`,
  )
}

function workspaceCreation(
  env: Environment,
  production: boolean,
): Pick<Config, 'workspaceCreation' | 'adminEmails'> {
  // Whoever finds a server on the Internet is not to fill its disk before somebody has decided.
  const otherwise = production ? 'cli' : 'signed_in'
  const policy = oneOf(env, 'WORKSPACE_CREATION', creationPolicies, otherwise)
  const adminEmails = addresses(env, 'ADMIN_EMAILS')
  if (policy === 'admins' && adminEmails.length === 0) {
    throw new ConfigError('ADMIN_EMAILS', 'is not set: WORKSPACE_CREATION=admins needs addresses')
  }
  return { workspaceCreation: policy, adminEmails }
}

/** Separated by commas, in lower case. */
function addresses(env: Environment, name: string): readonly string[] {
  const all = (text(env, name) ?? '').split(',').map((one) => one.trim().toLowerCase())
  const found = all.filter((one) => one !== '')
  const wrong = found.find((one) => !/^[^\s@]+@[^\s@]+$/.test(one))
  if (wrong === undefined) return found
  throw new ConfigError(name, `holds ${shown(wrong)}: it must be e-mail addresses, with commas`)
}

function dataDir(env: Environment): string {
  return directory(env, 'DATA_DIR') ?? resolve('./tenants')
}

function directory(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  if (!value.includes('\0')) return resolve(value)
  throw new ConfigError(name, 'holds a NUL character: it must be the path of a directory')
}

function backups(
  env: Environment,
  dataDir: string,
): Pick<Config, 'backupDir' | 'backupEvery' | 'backupKeepDays'> {
  const backupDir = directory(env, 'BACKUP_DIR')
  if (backupDir !== undefined && `${backupDir}${sep}`.startsWith(`${dataDir}${sep}`)) {
    throw new ConfigError('BACKUP_DIR', 'lies within DATA_DIR: it must be a directory elsewhere')
  }
  const backupEvery = duration(env, 'BACKUP_EVERY')
  if (backupEvery !== undefined && backupDir === undefined) {
    throw new ConfigError('BACKUP_DIR', 'is not set: with BACKUP_EVERY it must be a directory')
  }
  return { backupDir, backupEvery, backupKeepDays: keepDays(env) }
}

const UNITS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const
/** `setTimeout` takes no more than 2^31 milliseconds. */
const LONGEST_DURATION = 24 * UNITS.d

function duration(env: Environment, name: string): number | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(value) ?? []
  const milliseconds = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? 0)
  if (milliseconds > 0 && milliseconds <= LONGEST_DURATION) return milliseconds
  throw new ConfigError(name, `is ${shown(value)}: it must be a time from 1m to 24d, such as 24h`)
}

function keepDays(env: Environment): number {
  const value = text(env, 'BACKUP_KEEP_DAYS')
  if (value === undefined) return 30
  const number = digits(value)
  if (number >= 1 && number <= 36_500) return number
  throw new ConfigError(
    'BACKUP_KEEP_DAYS',
    `is ${shown(value)}: it must be a whole number from 1 to 36500`,
  )
}

function secret(
  env: Environment,
  name: string,
  atLeast: number,
  required: boolean,
): string | undefined {
  const value = text(env, name)
  if (value === undefined) {
    if (!required) return undefined
    throw new ConfigError(name, `is not set: production needs at least ${atLeast} characters`)
  }
  if (value.length >= atLeast) return value
  throw new ConfigError(name, `is too short: it must be at least ${atLeast} characters`)
}

function origin(env: Environment, name: string, required: boolean): string | undefined {
  const allowed = 'an http or https origin such as https://chat.example.com'
  const value = text(env, name)
  if (value === undefined) {
    if (!required) return undefined
    throw new ConfigError(name, `is not set: production needs ${allowed}`)
  }
  const url = URL.parse(value)
  // A URL may carry a user and a password, so a wrong one is not repeated in the message.
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError(name, `is not a web address: it must be ${allowed}`)
  }
  if (url.href !== `${url.origin}/`) {
    throw new ConfigError(name, `has more than an origin: it must be ${allowed}, without a path`)
  }
  return url.origin
}

/** Addresses and CIDR blocks, separated by commas or blanks; an address is a block of its own. */
function trustedProxies(env: Environment): readonly string[] {
  const entries =
    text(env, 'TRUSTED_PROXIES')
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? []
  return entries.map((entry) => {
    const [address = '', bits, ...rest] = entry.split('/')
    const width = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0
    const prefix = bits === undefined ? width : digits(bits)
    if (width > 0 && prefix <= width && rest.length === 0) return `${address}/${prefix}`
    const allowed = 'addresses or blocks such as 10.0.0.0/8, separated by commas'
    throw new ConfigError('TRUSTED_PROXIES', `holds ${shown(entry)}: it must be ${allowed}`)
  })
}

function mail(env: Environment): MailConfig | undefined {
  const smtpUrl = text(env, 'SMTP_URL')
  if (smtpUrl === undefined) return undefined
  const url = URL.parse(smtpUrl)
  // It may carry a password, so that a wrong one is not repeated.
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    const allowed = 'such as smtps://user:password@mail.example.com'
    throw new ConfigError('SMTP_URL', `is not an smtp or smtps address ${allowed}`)
  }
  return { smtpUrl, from: sender(env) }
}

/** A name and an address in angle brackets, or an address alone. */
const SENDER = /^(?:(?<name>[^<>"\p{Cc}]*)<)?(?<address>[^\s<>@,;]+@[^\s<>@,;]+?)>?$/u

function sender(env: Environment): MailConfig['from'] {
  const value = text(env, 'EMAIL_FROM')
  const allowed = 'Conclave <chat@example.com>'
  if (value === undefined) {
    throw new ConfigError('EMAIL_FROM', `is not set: mail needs a sender such as ${allowed}`)
  }
  const { name, address } = SENDER.exec(value)?.groups ?? {}
  if (address === undefined || value.endsWith('>') !== (name !== undefined)) {
    throw new ConfigError('EMAIL_FROM', `is ${shown(value)}: it must be an address or ${allowed}`)
  }
  return { name: name?.trim() ?? '', address }
}

/** Both or neither: half of it is a mistake that would show only when somebody signs in. */
function providerClient(env: Environment, prefix: string): ProviderClient | undefined {
  const clientId = text(env, `${prefix}_ID`)
  const clientSecret = text(env, `${prefix}_SECRET`)
  if (clientId === undefined && clientSecret === undefined) return undefined
  if (clientId === undefined) throw missing(`${prefix}_ID`, `${prefix}_SECRET`)
  if (clientSecret === undefined) throw missing(`${prefix}_SECRET`, `${prefix}_ID`)
  return { clientId, clientSecret }
}

function missing(variable: string, companion: string): ConfigError {
  return new ConfigError(variable, `is not set, and ${companion} is: set both or neither`)
}

function oidc(env: Environment): OidcClient | undefined {
  const client = providerClient(env, 'AUTH_OIDC')
  const given = text(env, 'AUTH_OIDC_ISSUER')
  if (client === undefined) {
    if (given !== undefined) throw missing('AUTH_OIDC_ID', 'AUTH_OIDC_ISSUER')
    return undefined
  }
  if (given === undefined) throw missing('AUTH_OIDC_ISSUER', 'AUTH_OIDC_ID')
  const trustEmail = oneOf(env, 'AUTH_OIDC_TRUST_EMAIL', ['true', 'false'], 'false') === 'true'
  const name = text(env, 'AUTH_OIDC_NAME') ?? 'single sign-on'
  return { ...client, issuer: issuer('AUTH_OIDC_ISSUER', given), name, trustEmail }
}

/** OpenID Connect Core section 2: https, without query and fragment. Plain http only to this machine. */
function issuer(variable: string, value: string): string {
  const url = URL.parse(value)
  const allowed = 'an https address such as https://login.example.com'
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError(variable, `is not a web address: it must be ${allowed}`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(
      variable,
      `has a user, a query or a fragment: it must be ${allowed}, without`,
    )
  }
  if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new ConfigError(
      variable,
      `is on plain http, where anybody on the way could sign in as anybody: it must be ${allowed}`,
    )
  }
  return value
}

function oneOf<const Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly Choice[],
  otherwise: NoInfer<Choice>,
): Choice {
  const value = text(env, name)
  if (value === undefined) return otherwise
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  throw new ConfigError(name, `is ${shown(value)}: it must be one of ${choices.join(', ')}`)
}
