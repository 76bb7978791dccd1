import type { WebAnswer, WebClient } from './web-client.ts'

/** The button of the sign-in page. @returns the address at the provider that it leads to */
export async function leaveForProvider(
  browser: WebClient,
  app: string,
  next = '/',
): Promise<string> {
  const { text } = await browser.post(`${app}/auth/signin/oidc`, { next })
  const goTo = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1] ?? ''
  return goTo.replaceAll('&amp;', '&')
}

/** The provider's own pages: its redirects, its login, its consent. @returns where it sends back to */
export async function throughProvider(
  browser: WebClient,
  app: string,
  sub: string,
  next?: string,
): Promise<string> {
  let answer = await browser.get(await leaveForProvider(browser, app, next))
  while (!answer.location.startsWith(`${app}/auth/callback/oidc?`)) {
    answer = await step(browser, answer, sub)
  }
  return answer.location
}

function step(browser: WebClient, answer: WebAnswer, sub: string): Promise<WebAnswer> {
  if (answer.location !== '') return browser.get(answer.location)
  const action = /action="([^"]+)"/.exec(answer.text)?.[1] ?? ''
  const prompt = /name="prompt" value="(\w+)"/.exec(answer.text)?.[1] ?? ''
  if (prompt === '') throw new Error(`neither login nor consent: ${answer.status} ${answer.text}`)
  return browser.post(action, { prompt, login: sub, password: 'any' })
}
