/** What a secret is good for: an API token of a program, or a session of a person. */
export type CredentialKind = 'token' | 'session'

/** Before 32 random bytes in base64url: recognisable in a log or a leak scanner. */
const PREFIX: Readonly<Record<CredentialKind, string>> = { token: 'cnv_', session: 'cns_' }
const SECRET = /^cn[vs]_[A-Za-z0-9_-]{43}$/

export function newSecret(kind: CredentialKind): string {
  return PREFIX[kind] + randomText()
}

/** 32 random bytes in base64url: 43 characters. */
export function randomText(): string {
  return crypto.getRandomValues(Buffer.alloc(32)).toString('base64url')
}

/** What the text is by its form; undefined for what cannot be a secret of ours. */
export function kindOf(text: string): CredentialKind | undefined {
  // The length first: whoever sends a megabyte is not to keep a regular expression busy.
  if (text.length !== 47 || !SECRET.test(text)) return undefined
  return text[2] === 's' ? 'session' : 'token'
}

/**
 * What is stored of a secret. Plain SHA-256 is enough for 256 random bits: there
 * is nothing to guess, so nothing to slow down.
 */
export function hashToken(secret: string): string {
  return Bun.SHA256.hash(secret, 'hex')
}
