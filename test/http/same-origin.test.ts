import { expect, test } from 'bun:test'
import { requireSameOrigin } from '../../src/http/same-origin.ts'
import { Problem } from '../../src/problem.ts'
import { Site } from '../../src/site.ts'

const https = new Site({ authUrl: 'https://chat.example.com', port: 3000 })
const development = new Site({ authUrl: undefined, port: 3000 })

function outcome(site: Site, headers: Record<string, string>): string {
  try {
    requireSameOrigin(new Request(`${site.origin}/session`, { method: 'POST', headers }), site)
    return 'allowed'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

test.each<[string, Record<string, string>, string]>([
  ['our own page', { 'sec-fetch-site': 'same-origin' }, 'allowed'],
  ['the person', { 'sec-fetch-site': 'none' }, 'allowed'],
  ['another site', { 'sec-fetch-site': 'cross-site' }, 'cross_site_request'],
  ['another port or subdomain', { 'sec-fetch-site': 'same-site' }, 'cross_site_request'],
  ['an older browser', { origin: 'https://chat.example.com' }, 'allowed'],
  ['an older one, elsewhere', { origin: 'https://evil.test' }, 'cross_site_request'],
  ['another port', { origin: 'https://chat.example.com:8443' }, 'cross_site_request'],
  ['plain http', { origin: 'http://chat.example.com' }, 'cross_site_request'],
  ['a prefix', { origin: 'https://chat.example.com.evil.test' }, 'cross_site_request'],
  ['a sandbox', { origin: 'null' }, 'cross_site_request'],
  ['nobody', {}, 'cross_site_request'],
  [
    'a page elsewhere in a browser that says both',
    { 'sec-fetch-site': 'cross-site', origin: 'https://chat.example.com' },
    'cross_site_request',
  ],
])('what %s sends', (_, headers, expected) => {
  expect(outcome(https, headers)).toBe(expected)
})

test('development has every name of the loopback, with the port that it listens on', () => {
  for (const name of ['localhost', '127.0.0.1', '[::1]']) {
    expect(outcome(development, { origin: `http://${name}:3000` })).toBe('allowed')
    expect(outcome(development, { origin: `http://${name}:3001` })).toBe('cross_site_request')
  }
  expect(outcome(development, { origin: 'http://evil.test:3000' })).toBe('cross_site_request')
})

test('the own origin of a request never is what its Host header says', () => {
  const at = (site: Site, url: string) => site.originOf(new Request(url))
  expect(at(https, 'http://evil.test/')).toBe('https://chat.example.com')
  expect(at(https, 'http://localhost:3000/')).toBe('https://chat.example.com')
  expect(at(development, 'http://evil.test:3000/')).toBe('http://localhost:3000')
  expect(at(development, 'http://127.0.0.1:3000/')).toBe('http://127.0.0.1:3000')
})
