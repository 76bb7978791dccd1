/** Where a request came from. */
export interface RequestOrigin {
  readonly requestId: string
  /** The client's whole IP address; only its network is ever written down. */
  readonly address: string | null
}

/** Who did something that the audit log tells of. */
export interface Actor {
  /** `anonymous` has not signed in, or failed to. */
  readonly kind: 'person' | 'operator' | 'system' | 'anonymous'
  readonly personId: string | null
  /** The id of the session or token that was used; never its secret or hash. */
  readonly credentialId: string | null
  readonly origin: RequestOrigin | null
}

/** Somebody with the command line. */
export const OPERATOR: Actor = {
  kind: 'operator',
  personId: null,
  credentialId: null,
  origin: null,
}

/** The server itself, when a time has come. */
export const SYSTEM: Actor = { ...OPERATOR, kind: 'system' }

export function person(
  personId: string,
  credentialId: string | null,
  origin: RequestOrigin | null,
): Actor {
  return { kind: 'person', personId, credentialId, origin }
}

export function anonymous(origin: RequestOrigin | null): Actor {
  return { ...OPERATOR, kind: 'anonymous', origin }
}
