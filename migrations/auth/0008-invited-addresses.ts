import type { Migration } from '../../src/database/migration.ts'

/** To find what was sent to an address, when its person is deleted. */
export const invitedAddresses: Migration = {
  name: '0008-invited-addresses',
  servesFrom: { read: 1, write: 1 },
  up: ['CREATE INDEX invitations_email ON invitations(email) WHERE email IS NOT NULL'],
  down: ['DROP INDEX invitations_email'],
}
