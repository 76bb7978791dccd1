import type { Onward, Visit } from '../../auth/authjs/auth-js.ts'
import type { Received } from '../../http/actor.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { visitorOf } from '../../http/visitor.ts'

/** A request as Auth.js is told of it. */
export function visitOf(received: Received): Visit {
  return { request: received.request, visitor: visitorOf(received) }
}

/** Where Auth.js sends the browser to. */
export async function onward(going: Onward | Promise<Onward>): Promise<Response> {
  const { location, cookies } = await going
  return seeOther(location, ...cookies)
}
