/** What a browser remembers: cookies by host name, whatever the port. */
type Jar = Map<string, Map<string, string>>

export interface WebAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Where a redirect leads, whole. */
  readonly location: string
}

export interface WebClient {
  readonly jar: Jar
  get(url: string, headers?: Record<string, string>): Promise<WebAnswer>
  /** A form of a page of the same origin. */
  post(
    url: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<WebAnswer>
  /** The cookie of this name at a host. */
  cookie(host: string, name: string): string | undefined
}

/** A browser without a screen: it keeps cookies, and follows no redirect by itself. */
export function webClient(): WebClient {
  const jar: Jar = new Map()

  async function send(url: string, init: RequestInit): Promise<WebAnswer> {
    const { hostname } = new URL(url)
    const cookies = jar.get(hostname) ?? new Map<string, string>()
    jar.set(hostname, cookies)
    const headers = new Headers(init.headers)
    if (!headers.has('accept')) headers.set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8')
    const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (sent !== '' && !headers.has('cookie')) headers.set('cookie', sent)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    const location = response.headers.get('location')
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: location === null ? '' : new URL(location, url).href,
    }
  }

  return {
    jar,
    get: (url, headers = {}) => send(url, { headers }),
    post: (url, fields, headers = { 'sec-fetch-site': 'same-origin' }) =>
      send(url, { method: 'POST', body: new URLSearchParams(fields), headers }),
    cookie: (host, name) => jar.get(host)?.get(name),
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const ended = attributes.some((attribute) => {
    const [name = '', value = ''] = attribute.toLowerCase().split('=')
    return (
      (name === 'max-age' && Number(value) <= 0) || (name === 'expires' && Date.parse(value) <= 0)
    )
  })
  if (ended) cookies.delete(pair.slice(0, at))
  else cookies.set(pair.slice(0, at), pair.slice(at + 1))
}
