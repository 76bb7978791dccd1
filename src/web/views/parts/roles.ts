import type { Workspace } from '../../../../client/generated/types.ts'

export type Role = Workspace['role']

export const roleNames: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
}
