import { spyOn } from 'bun:test'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Somebody who can sign in there, by their subject. */
export interface Identity {
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
}

export interface IdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Everybody there; tests add whom they need. */
  readonly people: Map<string, Identity>
  /** Takes the app at this origin as its client. */
  serve(app: string): void
  stop(): Promise<void>
}

/** A real OpenID Connect provider on a free port of 127.0.0.1, with login and consent pages. */
export async function identityProvider(): Promise<IdentityProvider> {
  let handle: RequestListener = (_, response) => response.writeHead(503).end()
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = { clientId: 'conclave', clientSecret: 'known to both of them only' }
  const people = new Map<string, Identity>()

  return {
    issuer,
    ...client,
    people,
    serve(app) {
      // It warns of whatever is good enough for tests only.
      const quiet = spyOn(console, 'warn').mockReturnValue(undefined)
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: client.clientId,
            client_secret: client.clientSecret,
            redirect_uris: [`${app}/auth/callback/oidc`],
          },
        ],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        pkce: { required: () => true },
        cookies: { keys: ['for tests'] },
        features: { devInteractions: { enabled: true } },
        ttl: { AccessToken: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
        findAccount: (_, sub) => {
          const identity = people.get(sub)
          return identity && { accountId: sub, claims: () => ({ sub, ...identity }) }
        },
      })
      quiet.mockRestore()
      handle = provider.callback()
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
