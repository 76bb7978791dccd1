/** `cnv_` and 32 random bytes in base64url: recognisable in a log or a leak scanner. */
const PREFIX = 'cnv_'
const TOKEN = /^cnv_[A-Za-z0-9_-]{43}$/

export function newTokenSecret(): string {
  return PREFIX + crypto.getRandomValues(Buffer.alloc(32)).toString('base64url')
}

export function isTokenSecret(text: string): boolean {
  return TOKEN.test(text)
}

/**
 * What is stored of a token. Plain SHA-256 is enough for 256 random bits: there
 * is nothing to guess, so nothing to slow down.
 */
export function hashToken(secret: string): string {
  return Bun.SHA256.hash(secret, 'hex')
}
