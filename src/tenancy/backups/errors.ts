import { TenancyError } from '../errors.ts'

/** What lies in a backup is not what was put there; the message says where and in which way. */
export class BackupDamaged extends TenancyError {
  override name = 'BackupDamaged'
}

/** No backup holds what was asked for. */
export class BackupMissing extends TenancyError {
  override name = 'BackupMissing'
}

/** Another process makes a backup of these workspaces, or into this directory. */
export class BackupRunning extends TenancyError {
  override name = 'BackupRunning'
}

/** The newest is recent enough for whoever asked. */
export class BackupNotDue extends TenancyError {
  override name = 'BackupNotDue'
}

/** Nothing can be kept there, or somebody else's backups are kept there. */
export class BackupDirectoryUnusable extends TenancyError {
  override name = 'BackupDirectoryUnusable'
}

/** Somebody asked for a stop. */
export class BackupInterrupted extends TenancyError {
  override name = 'BackupInterrupted'
}

/** What is to be restored is damaged, somebody else's, or of newer code. */
export class RestoreNotPossible extends TenancyError {
  override name = 'RestoreNotPossible'
}
