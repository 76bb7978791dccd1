import type { Context } from 'elysia'
import { type Actor, person } from '../auth/audit/actor.ts'
import type { Caller } from '../auth/authority.ts'
import { clientAddress } from './client-address.ts'
import { requestId } from './request-id.ts'

/** What of a handler's context tells where the request came from. */
export interface Received {
  readonly request: Request
  readonly set: Context['set']
  readonly server: Context['server']
}

/** The caller as the audit log knows them. */
export function actorOf(caller: Caller, { request, set, server }: Received): Actor {
  return person(caller.personId, caller.credential.id, {
    requestId: requestId(request, set),
    address: clientAddress(request, server),
  })
}
