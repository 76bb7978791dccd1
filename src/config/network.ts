import { isIP } from 'node:net'
import { ConfigError, digits, type Environment, shown, text } from './environment.ts'

export function port(env: Environment): number {
  const value = text(env, 'PORT')
  if (value === undefined) return 3000
  const number = digits(value)
  if (number >= 0 && number <= 65_535) return number
  throw new ConfigError('PORT', `is ${shown(value)}: it must be a whole number from 0 to 65535`)
}

export function origin(env: Environment, name: string, required: boolean): string | undefined {
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
export function trustedProxies(env: Environment): readonly string[] {
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
