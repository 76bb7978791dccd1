/**
 * What every answer carries unless its route says otherwise. Answers of the API
 * are data about people: nobody stores them, nothing in them is ever run, no
 * other origin loads them, and a page that shows one leaks no address.
 */
const EVERYWHERE = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/**
 * A year (RFC 6797). For this host only: what else stands below its domain is not ours to say.
 * Behind a proxy, too: it speaks TLS with the browser, and hands this on.
 */
const OVER_TLS = { 'strict-transport-security': 'max-age=31536000' } as const

/** @param secure whether browsers come over https */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  return secure ? { ...EVERYWHERE, ...OVER_TLS } : EVERYWHERE
}

const self = ['camera', 'microphone', 'display-capture', 'fullscreen', 'screen-wake-lock']
const nobody = [
  ...['accelerometer', 'encrypted-media', 'geolocation', 'gyroscope', 'magnetometer', 'midi'],
  ...['payment', 'serial', 'usb', 'xr-spatial-tracking'],
]

/**
 * What a page of ours has besides its policy. Pages of others that open it, or that it opens, get no
 * hand on it, and calls need camera and microphone, which no page within it ever gets.
 */
export const pageHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': [
    ...self.map((feature) => `${feature}=(self)`),
    ...nobody.map((feature) => `${feature}=()`),
  ].join(', '),
} as const
