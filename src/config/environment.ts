import { resolve } from 'node:path'

/** One line that names the variable, what is wrong with it, and what it may be. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  constructor(
    readonly variable: string,
    problem: string,
  ) {
    super(`${variable} ${problem}`)
  }
}

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a variable is set to; one that is set to nothing is not set. */
export function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

/** What a message may show of a value that is no secret: one line, and not too much of it. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}

/** Digits only: Number() would also take 0x10, 1e3 and blanks. */
export function digits(value: string): number {
  return /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
}

/** From `least` to `most`. */
export function wholeNumber(
  env: Environment,
  name: string,
  otherwise: number,
  most: number,
  least = 1,
): number {
  const value = text(env, name)
  if (value === undefined) return otherwise
  const number = digits(value)
  if (number >= least && number <= most) return number
  const allowed = `a whole number from ${least} to ${most}`
  throw new ConfigError(name, `is ${shown(value)}: it must be ${allowed}`)
}

export function oneOf<const Choice extends string>(
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

/** Absolute. */
export function directory(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  if (!value.includes('\0')) return resolve(value)
  throw new ConfigError(name, 'holds a NUL character: it must be the path of a directory')
}

export function secret(
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
