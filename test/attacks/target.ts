/** What is attacked: a server, and a member of a workspace with one room. */
export interface Target {
  readonly url: string
  readonly token: string
  /** Of the workspace. */
  readonly path: string
  /** Of its room. */
  readonly room: string
}

/** @throws Error unless the next request, by somebody who means well, is served */
export async function requireServed({ url, token, room }: Target): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}${room}/messages?limit=1`, { headers })
  if (response.status !== 200) throw new Error(`the next request was answered ${response.status}`)
  await response.arrayBuffer()
}
