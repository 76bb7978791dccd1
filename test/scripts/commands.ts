import { join } from 'node:path'

export interface CommandCall {
  /** As it is called: `tenant:create`. */
  readonly name: string
  /** With which it succeeds. */
  readonly args: readonly string[]
}

/** The file of `scripts/`, without its extension. */
export const scriptOf = (name: string) => name.replace(':', '-')

export const exportedIn = (outside: string) => join(outside, 'acme.db')
export const backupsIn = (outside: string) => join(outside, 'backups')

/**
 * Each command, and arguments with which it succeeds on a data directory with a workspace in each
 * state: acme, paused, packed and doomed.
 *
 * @param outside a directory with an export and a backup of acme
 */
export function commandsWith(outside: string): readonly CommandCall[] {
  return [
    { name: 'tenant:create', args: ['fresh'] },
    { name: 'tenant:list', args: [] },
    { name: 'tenant:show', args: ['acme'] },
    { name: 'tenant:suspend', args: ['acme', '--reason', 'unpaid'] },
    { name: 'tenant:resume', args: ['paused'] },
    { name: 'tenant:read-only', args: ['acme'] },
    { name: 'tenant:archive', args: ['acme'] },
    { name: 'tenant:unarchive', args: ['packed'] },
    { name: 'tenant:rename', args: ['acme', 'renamed'] },
    { name: 'tenant:export', args: ['acme', join(outside, 'another.db')] },
    {
      name: 'tenant:import',
      args: [exportedIn(outside), 'imported', '--owner', 'owner@imported.test'],
    },
    { name: 'tenant:clone', args: ['acme', 'cloned'] },
    { name: 'tenant:delete', args: ['acme', '--yes', '--grace-days', '7'] },
    { name: 'tenant:undelete', args: ['doomed'] },
    { name: 'tenant:purge', args: ['doomed', '--yes', '--now'] },
    { name: 'tenant:erase', args: ['paused', '--message', '1', '--yes'] },
    { name: 'account:delete', args: ['owner@acme.test', '--yes'] },
    {
      name: 'tenant:restore',
      args: ['acme', '--at', '2100-01-01', '--from', backupsIn(outside), '--yes'],
    },
    { name: 'backup', args: ['--to', join(outside, 'more-backups')] },
    { name: 'backup:list', args: ['acme', '--from', backupsIn(outside)] },
    { name: 'backup:verify', args: ['--from', backupsIn(outside)] },
    { name: 'migrate:all', args: [] },
    { name: 'migrate:prune', args: ['--older-than', '30', '--yes'] },
    { name: 'migrate:status', args: [] },
    { name: 'migrate:rollback', args: ['--steps', '1', '--yes'] },
    { name: 'db:migrate', args: [] },
    { name: 'db:seed', args: ['acme'] },
    {
      name: 'db:generate',
      args: ['acme', '--people', '5', '--rooms', '4', '--messages', '30'],
    },
    { name: 'db:rollback', args: ['acme', '--steps', '1', '--yes'] },
    { name: 'db:test', args: [] },
  ]
}
