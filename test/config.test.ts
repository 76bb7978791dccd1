import { describe, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import { ConfigError } from '../src/config/environment.ts'
import { loadConfig } from '../src/config.ts'

const production = {
  NODE_ENV: 'production',
  AUTH_SECRET: 'a-secret-of-thirty-two-characters',
  AUTH_URL: 'https://chat.example.com',
}

/** The error that the environment causes; fails when it causes none. */
function refusal(env: Record<string, string | undefined>): ConfigError {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the environment was accepted')
}

test('an empty environment is development on the loopback', () => {
  expect(loadConfig({})).toEqual({
    production: false,
    port: 3000,
    host: '127.0.0.1',
    dataDir: resolve('./tenants'),
    authSecret: undefined,
    authUrl: undefined,
    trustedProxies: [],
    mail: undefined,
    oidc: undefined,
    github: undefined,
    google: undefined,
    durability: 'normal',
    poolMax: undefined,
    backupDir: undefined,
    backupEvery: undefined,
    backupKeepDays: 30,
    logLevel: 'info',
    metricsToken: undefined,
    workspaceCreation: 'signed_in',
    adminEmails: [],
    workspacesPerPerson: 100,
    auditLogDays: 365,
    personRequests: { reads: 3_000, writes: 600 },
    workspaceRequests: { reads: 120_000, writes: 12_000 },
    searchShare: 5,
    workspaceQuota: 10 * 1_024 ** 3,
    maxFileBytes: 104_857_600,
    drainNotice: 0,
    drainPatience: 5_000,
  })
})

test('production listens on every address and keeps its secret and origin', () => {
  const config = loadConfig(production)
  expect(config.production).toBe(true)
  expect(config.host).toBe('0.0.0.0')
  expect(config.authSecret).toBe(production.AUTH_SECRET)
  expect(config.authUrl).toBe('https://chat.example.com')
})

test('everything that can be set is taken', () => {
  const config = loadConfig({
    ...production,
    PORT: '0',
    HOST: '::1',
    DATA_DIR: 'data',
    AUTH_URL: 'http://localhost:8080/',
    TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32 192.0.2.1',
    SMTP_URL: 'smtps://user:password@mail.example.com',
    EMAIL_FROM: 'Conclave <chat@example.com>',
    AUTH_OIDC_ISSUER: 'https://login.example.com/',
    AUTH_OIDC_ID: 'conclave',
    AUTH_OIDC_SECRET: 'of oidc',
    AUTH_OIDC_NAME: 'Acme',
    AUTH_OIDC_TRUST_EMAIL: 'true',
    AUTH_GITHUB_ID: 'conclave-gh',
    AUTH_GITHUB_SECRET: 'of github',
    AUTH_GOOGLE_ID: 'conclave-go',
    AUTH_GOOGLE_SECRET: 'of google',
    DURABILITY: 'full',
    POOL_MAX: '12',
    BACKUP_DIR: '../backups',
    BACKUP_EVERY: '36h',
    BACKUP_KEEP_DAYS: '7',
    LOG_LEVEL: 'debug',
    METRICS_TOKEN: 'sixteen-or-more-characters',
    WORKSPACE_CREATION: 'admins',
    ADMIN_EMAILS: ' Ada@acme.test,, grace@acme.test ',
    WORKSPACES_PER_PERSON: '7',
    AUDIT_LOG_DAYS: '30',
    DRAIN_NOTICE_SECONDS: '0',
    DRAIN_SECONDS: '30',
    RATE_LIMIT_READS: '90',
    RATE_LIMIT_WRITES: 'off',
    RATE_LIMIT_WORKSPACE_READS: 'off',
    RATE_LIMIT_WORKSPACE_WRITES: '900',
    WORKSPACE_QUOTA: '500m',
    SEARCH_SHARE: '50',
    MAX_FILE_BYTES: '1000000',
  })
  expect(config).toEqual({
    production: true,
    port: 0,
    host: '::1',
    dataDir: resolve('data'),
    authSecret: production.AUTH_SECRET,
    authUrl: 'http://localhost:8080',
    trustedProxies: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1/32'],
    mail: {
      smtpUrl: 'smtps://user:password@mail.example.com',
      from: { name: 'Conclave', address: 'chat@example.com' },
    },
    oidc: {
      clientId: 'conclave',
      clientSecret: 'of oidc',
      issuer: 'https://login.example.com/',
      name: 'Acme',
      trustEmail: true,
    },
    github: { clientId: 'conclave-gh', clientSecret: 'of github' },
    google: { clientId: 'conclave-go', clientSecret: 'of google' },
    durability: 'full',
    poolMax: 12,
    backupDir: resolve('../backups'),
    backupEvery: 36 * 3_600_000,
    backupKeepDays: 7,
    logLevel: 'debug',
    metricsToken: 'sixteen-or-more-characters',
    workspaceCreation: 'admins',
    adminEmails: ['ada@acme.test', 'grace@acme.test'],
    workspacesPerPerson: 7,
    auditLogDays: 30,
    drainNotice: 0,
    drainPatience: 30_000,
    personRequests: { reads: 90, writes: undefined },
    workspaceRequests: { reads: undefined, writes: 900 },
    searchShare: 50,
    workspaceQuota: 500 * 1_024 ** 2,
    maxFileBytes: 1_000_000,
  })
})

test('strangers create no workspaces in production until somebody has decided', () => {
  expect(loadConfig(production).workspaceCreation).toBe('cli')
  expect(refusal({ WORKSPACE_CREATION: 'admins' }).variable).toBe('ADMIN_EMAILS')
})

test('the result is frozen', () => {
  expect(Object.isFrozen(loadConfig({}))).toBe(true)
})

test('a variable set to nothing counts as not set', () => {
  expect(loadConfig({ PORT: '', POOL_MAX: ' ', AUTH_SECRET: '' }).port).toBe(3000)
  expect(refusal({ ...production, AUTH_URL: '' }).variable).toBe('AUTH_URL')
})

test('NODE_ENV=test is development', () => {
  expect(loadConfig({ NODE_ENV: 'test' }).production).toBe(false)
})

describe('a wrong value stops with one line that names the variable', () => {
  const wrong: [string, string][] = [
    ['NODE_ENV', 'prod'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['PORT', '0x10'],
    ['PORT', '1e3'],
    ['POOL_MAX', '0'],
    ['POOL_MAX', '1.5'],
    ['POOL_MAX', 'many'],
    ['DURABILITY', 'FULL'],
    ['WORKSPACE_CREATION', 'everybody'],
    ['ADMIN_EMAILS', 'ada@acme.test, grace'],
    ['WORKSPACES_PER_PERSON', '0'],
    ['AUDIT_LOG_DAYS', '-1'],
    ['DRAIN_SECONDS', '0'],
    ['DRAIN_NOTICE_SECONDS', '61'],
    ['AUDIT_LOG_DAYS', '36501'],
    ['LOG_LEVEL', 'loud'],
    ['AUTH_URL', 'chat.example.com'],
    ['AUTH_URL', 'ftp://chat.example.com'],
    ['AUTH_URL', 'https://chat.example.com/chat'],
    ['AUTH_URL', 'https://user:pass@chat.example.com'],
    ['AUTH_URL', 'https://chat.example.com/?a=1'],
    ['TRUSTED_PROXIES', 'proxy.internal'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '::1/129'],
    ['TRUSTED_PROXIES', '10.0.0.0/'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['AUTH_SECRET', 'short'],
    ['METRICS_TOKEN', 'fifteen-letters'],
    ['DATA_DIR', 'a\0b'],
    ['BACKUP_DIR', 'a\0b'],
    ['BACKUP_DIR', './tenants/backups'],
    ['BACKUP_DIR', './tenants'],
    ['BACKUP_EVERY', 'daily'],
    ['BACKUP_EVERY', '24'],
    ['BACKUP_EVERY', '0h'],
    ['BACKUP_EVERY', '25d'],
    ['BACKUP_KEEP_DAYS', '0'],
    ['BACKUP_KEEP_DAYS', '1.5'],
  ]
  for (const [variable, value] of wrong) {
    test(`${variable}=${JSON.stringify(value)}`, () => {
      const error = refusal({ [variable]: value })
      expect(error.variable).toBe(variable)
      expect(error.message).toStartWith(`${variable} `)
      expect(error.message).toMatch(/must be/)
      expect(error.message).not.toContain('\n')
    })
  }
})

test('production without a secret or an origin does not start', () => {
  expect(refusal({ ...production, AUTH_SECRET: undefined }).variable).toBe('AUTH_SECRET')
  expect(refusal({ ...production, AUTH_URL: undefined }).variable).toBe('AUTH_URL')
})

describe('mail', () => {
  const SMTP_URL = 'smtp://localhost:2525'

  test.each([
    ['chat@example.com', '', 'chat@example.com'],
    ['<chat@example.com>', '', 'chat@example.com'],
    ['Zoë of Acme <chat@example.com>', 'Zoë of Acme', 'chat@example.com'],
  ])('comes from %s', (EMAIL_FROM, name, address) => {
    expect(loadConfig({ SMTP_URL, EMAIL_FROM }).mail?.from).toEqual({ name, address })
  })

  test.each([
    '',
    'chat',
    'chat@',
    'Conclave chat@example.com>',
    '<chat@example.com',
    'a@x.test, b@x.test',
    'A <a@x.test>, B <b@x.test>',
    'A\nBcc: b@x.test <a@x.test>',
  ])('does not come from %j', (EMAIL_FROM) => {
    expect(refusal({ SMTP_URL, EMAIL_FROM }).variable).toBe('EMAIL_FROM')
  })

  test.each(['mail.example.com', 'https://user:hunter2@x.test', 'smtp://'])('not by %s', (url) => {
    const { variable, message } = refusal({ SMTP_URL: url, EMAIL_FROM: 'a@x.test' })
    expect(variable).toBe('SMTP_URL')
    expect(message).not.toContain('hunter2')
  })
})

describe('providers of identities', () => {
  const oidc = {
    AUTH_OIDC_ISSUER: 'https://login.example.com',
    AUTH_OIDC_ID: 'conclave',
    AUTH_OIDC_SECRET: 'hunter2',
  }

  test.each(['AUTH_OIDC_ISSUER', 'AUTH_OIDC_ID', 'AUTH_OIDC_SECRET'])('OIDC needs %s', (name) => {
    expect(refusal({ ...oidc, [name]: undefined })).toMatchObject({ variable: name })
  })

  test.each(['GITHUB', 'GOOGLE'])('%s needs both halves', (name) => {
    const [id, secret] = [`AUTH_${name}_ID`, `AUTH_${name}_SECRET`]
    expect(refusal({ [id]: 'conclave' }).variable).toBe(secret)
    const { variable, message } = refusal({ [secret]: 'hunter2' })
    expect(variable).toBe(id)
    expect(message).not.toContain('hunter2')
  })

  test.each([
    'login.example.com',
    'ftp://login.example.com',
    'http://login.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'https://user:hunter2@login.example.com',
    'https://login.example.com?a=b',
    'https://login.example.com/#a',
  ])('an issuer is not %s', (AUTH_OIDC_ISSUER) => {
    const { variable, message } = refusal({ ...oidc, AUTH_OIDC_ISSUER })
    expect(variable).toBe('AUTH_OIDC_ISSUER')
    expect(message).not.toMatch(/hunter2|\n/)
  })

  test.each([
    'https://login.example.com/realms/acme',
    'http://localhost:9000',
    'http://127.0.0.1:9000',
    'http://[::1]:9000',
  ])('an issuer can be %s', (AUTH_OIDC_ISSUER) => {
    expect(loadConfig({ ...oidc, AUTH_OIDC_ISSUER }).oidc?.issuer).toBe(AUTH_OIDC_ISSUER)
  })
})

test('a schedule of backups needs somewhere to keep them', () => {
  expect(refusal({ BACKUP_EVERY: '24h' }).variable).toBe('BACKUP_DIR')
})

test('secrets are never repeated in a message', () => {
  expect(refusal({ AUTH_SECRET: 'hunter2' }).message).not.toContain('hunter2')
  expect(refusal({ METRICS_TOKEN: 'hunter2' }).message).not.toContain('hunter2')
  expect(refusal({ AUTH_URL: 'https://user:hunter2@x.test' }).message).not.toContain('hunter2')
})

test('a long wrong value is cut, and shown on one line', () => {
  const message = refusal({ LOG_LEVEL: `a\nb${'x'.repeat(5000)}` }).message
  expect(message.length).toBeLessThan(250)
  expect(message).not.toContain('\n')
})
