import { ConfigError, digits, type Environment, oneOf, shown, text } from './environment.ts'

/** Who may create workspaces over REST. */
const creationPolicies = ['anyone', 'signed_in', 'admins', 'cli'] as const
export type WorkspaceCreation = (typeof creationPolicies)[number]

export interface WorkspaceCreationConfig {
  readonly workspaceCreation: WorkspaceCreation
  /** Who creates workspaces where `admins` do; in lower case. */
  readonly adminEmails: readonly string[]
}

export function workspaceCreation(env: Environment, production: boolean): WorkspaceCreationConfig {
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

export function poolMax(env: Environment): number | undefined {
  const value = text(env, 'POOL_MAX')
  if (value === undefined) return undefined
  const number = digits(value)
  if (number >= 1) return number
  throw new ConfigError(
    'POOL_MAX',
    `is ${shown(value)}: it must be a whole number from 1, or not set, which derives it`,
  )
}
