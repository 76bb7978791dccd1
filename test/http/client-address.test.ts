import { afterEach, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { clientAddress, trustProxies } from '../../src/http/client-address.ts'

const apps: { stop(closeActiveConnections: boolean): Promise<unknown> }[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop(true)
})

/** What a server that trusts these networks takes a client for, who says that. */
async function seen(networks: readonly string[], forwardedFor?: string): Promise<string> {
  const app = new Elysia()
    .onStart(({ server }) => {
      if (server) trustProxies(server, networks)
    })
    .get('/', ({ request, server }) => clientAddress(request, server) ?? 'nobody')
    .listen({ port: 0, hostname: '127.0.0.1' })
  apps.push(app)
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  return (await fetch(`http://127.0.0.1:${app.server?.port}/`, { headers })).text()
}

test.each([
  ['whom nobody speaks for', [], undefined, '127.0.0.1'],
  ['who speaks for itself', [], '203.0.113.7', '127.0.0.1'],
  ['whose proxy is not trusted', ['10.0.0.0/8'], '203.0.113.7', '127.0.0.1'],
  ['behind a trusted proxy', ['127.0.0.0/8'], '203.0.113.7', '203.0.113.7'],
  ['behind a proxy that says nothing', ['127.0.0.0/8'], undefined, '127.0.0.1'],
  [
    'behind a proxy to which it told a tale',
    ['127.0.0.0/8'],
    '1.1.1.1, 203.0.113.7',
    '203.0.113.7',
  ],
  ['behind two', ['127.0.0.1/32', '10.0.0.0/8'], '1.1.1.1, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
  ['that is a proxy itself', ['127.0.0.1/32', '10.0.0.0/8'], '10.0.0.9', '10.0.0.9'],
  ['that is no address', ['127.0.0.0/8'], '203.0.113.7, unknown', '127.0.0.1'],
  ['with a port', ['127.0.0.0/8'], '203.0.113.7:4711', '203.0.113.7'],
  ['of IPv6', ['127.0.0.0/8'], '2001:db8::7', '2001:db8::7'],
  ['of IPv6 with a port', ['127.0.0.0/8'], '[2001:db8::7]:4711', '2001:db8::7'],
  ['of IPv4 in IPv6', ['127.0.0.0/8'], '::ffff:203.0.113.7', '203.0.113.7'],
  ['of nothing', ['127.0.0.0/8'], ',', '127.0.0.1'],
] as const)('a client %s', async (_, networks, forwardedFor, expected) => {
  expect(await seen(networks, forwardedFor)).toBe(expected)
})
