import type { Visitor } from '../auth/open-session.ts'
import type { Received } from './actor.ts'
import { clientAddress } from './client-address.ts'
import { requestId } from './request-id.ts'

/** Whoever is about to sign in, as their session and the audit log remember them. */
export function visitorOf({ request, set, server }: Received): Visitor {
  return {
    userAgent: request.headers.get('user-agent'),
    origin: {
      requestId: requestId(request, set),
      address: clientAddress(request, server),
    },
  }
}
