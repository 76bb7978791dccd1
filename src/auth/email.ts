/**
 * What a browser accepts as an address (https://html.spec.whatwg.org/#valid-e-mail-address),
 * and no longer than SMTP can carry (RFC 5321 §4.5.3.1.3).
 */
const ADDRESS =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/
const LONGEST = 254

export function isEmail(text: string): boolean {
  return text.length <= LONGEST && ADDRESS.test(text)
}
