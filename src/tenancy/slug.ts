import { SlugNotAllowed } from './errors.ts'
import { isTenantId } from './tenant.ts'

/** One label of a host name (RFC 1123 §2.1), so that a slug can become a subdomain one day. */
const ALLOWED = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Words that a URL or a host name of ours uses, or that would mislead. */
const RESERVED: ReadonlySet<string> = new Set([
  'admin',
  'administrator',
  'api',
  'app',
  'assets',
  'auth',
  'conclave',
  'docs',
  'files',
  'health',
  'help',
  'invitations',
  'login',
  'logout',
  'mail',
  'me',
  'metrics',
  'new',
  'null',
  'root',
  'session',
  'settings',
  'signin',
  'signout',
  'signup',
  'static',
  'status',
  'support',
  'swagger',
  'system',
  'undefined',
  'workspace',
  'workspaces',
  'www',
])

/**
 * @returns the slug, unchanged
 * @throws SlugNotAllowed saying which rule it breaks
 */
export function parseSlug(text: string): string {
  if (!ALLOWED.test(text)) {
    throw new SlugNotAllowed(
      'a slug has 1 to 63 lower-case letters, digits and inner hyphens, such as acme-labs',
    )
  }
  // A URL may name a workspace by slug or by id: one text must not mean both.
  if (isTenantId(text)) throw new SlugNotAllowed('this slug looks like a workspace id')
  if (RESERVED.has(text)) throw new SlugNotAllowed('this slug is reserved')
  return text
}
