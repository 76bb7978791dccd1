import { expect, test } from 'bun:test'
import { clientNetwork } from '../../../src/auth/audit/client-network.ts'

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['127.0.0.1', '127.0.0.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['::FFFF:cb00:714d', '203.0.113.0/24'],
  ['2001:db8:7:1:2:3:4:5', '2001:db8:7::/48'],
  ['2001:0db8:0007::1', '2001:db8:7::/48'],
  ['::1', '0:0:0::/48'],
  ['::3:4:5:6:7:8', '0:0:3::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
])('of %s is %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network)
})

test.each(['', 'nonsense', '203.0.113', 'a.b.c.d', '1:2:3', '127.0.0.1:80'])(
  'of %j is none',
  (address) => {
    expect(clientNetwork(address)).toBeNull()
  },
)
