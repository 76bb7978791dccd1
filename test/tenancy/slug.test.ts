import { describe, expect, test } from 'bun:test'
import { SlugNotAllowed, SlugTaken } from '../../src/tenancy/errors.ts'
import { parseSlug } from '../../src/tenancy/slug.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'
import { failure, TestFleet } from './harness.ts'

describe('parseSlug', () => {
  const allowed = ['a', '7', 'acme', 'acme-labs', 'a--b', '2026', 'a'.repeat(63), 'x1-2-3y']
  test.each(allowed)('allows %j', (slug) => {
    expect(parseSlug(slug)).toBe(slug)
  })

  const refused = [
    '',
    '.',
    '..',
    '.x',
    'x.',
    'a.b',
    '/',
    'a/b',
    '../a',
    '\\',
    '%2e%2e',
    'a%00',
    'a\0',
    '\0',
    'a\n',
    '\na',
    'a b',
    ' a',
    'A',
    'Acme',
    'ACME',
    'é',
    'straße',
    'ａ',
    '🦊',
    'a🦊b',
    'раураl',
    '-a',
    'a-',
    '-',
    'a_b',
    'a:b',
    'a'.repeat(64),
    'a'.repeat(256),
    'a'.repeat(100_000),
    newTenantId(),
    'me',
    'new',
    'admin',
    'workspaces',
    'swagger',
  ]
  test.each(refused.map((slug) => [slug]))('refuses %j', (slug) => {
    expect(() => parseSlug(slug)).toThrow(SlugNotAllowed)
  })
})

test('a refusal does not repeat what was sent', () => {
  const secret = 'Hunter2 is my password'
  expect(() => parseSlug(secret)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('Hunter2') }),
  )
})

test('a slug that is taken stays so, in any case of letters', async () => {
  await using fleet = new TestFleet()
  await fleet.create('acme')
  expect(await failure(fleet.create('acme'))).toBeInstanceOf(SlugTaken)
  expect(await failure(fleet.create('ACME'))).toBeInstanceOf(SlugNotAllowed)
  const { registry } = fleet.tenants
  const row = { id: newTenantId(), slug: 'AcMe', name: '', schema_version: 1 }
  expect(() => registry.insert(row)).toThrow(SlugTaken)
  expect(registry.findBySlug('aCME')?.slug).toBe('acme')
})
