import { connect } from '../../client/conclave.ts'

/** By the cookie of the browser. Who is not signed in any more is sent to do so, and comes back. */
export const conclave = connect({ fetch: fetchOrSignIn })

async function fetchOrSignIn(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  if (response.status === 401) signInAgain()
  return response
}

export function signInAgain(): void {
  const { pathname, search } = window.location
  window.location.assign(`/sign-in?${new URLSearchParams({ next: pathname + search })}`)
}
