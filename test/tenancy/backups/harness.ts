import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { examineTenant } from '../../../scripts/examine-tenant.ts'
import { examineAuthDatabase } from '../../../src/auth/examine-auth-database.ts'
import { BackupDirectory } from '../../../src/tenancy/backups/backup-directory.ts'
import { findBackup } from '../../../src/tenancy/backups/find-backup.ts'
import {
  type BackupEntry,
  type Manifest,
  type PackedFile,
  readManifest,
} from '../../../src/tenancy/backups/manifest.ts'
import { prepareRestore, type RestoreSource } from '../../../src/tenancy/backups/prepare-restore.ts'
import {
  type BackupOptions,
  type BackupReport,
  runBackup,
} from '../../../src/tenancy/backups/run-backup.ts'
import {
  type VerificationReport,
  verifyBackups,
} from '../../../src/tenancy/backups/verify-backups.ts'
import { openWorkspaceDatabase } from '../../../src/workspace-database.ts'
import { TestFleet, usersIn } from '../harness.ts'

/** A fleet, and a directory that its backups are kept in. */
export class BackedUpFleet extends TestFleet {
  readonly backups = new BackupDirectory(mkdtempSync(join(tmpdir(), 'conclave-backups-')))

  backUp(options: Partial<BackupOptions> = {}, signal = never): Promise<BackupReport> {
    const { path: backupDir } = this.backups
    return runBackup({ dataDir: this.directory.path, backupDir, keepDays: 30, ...options }, signal)
  }

  manifest(id: string): Manifest {
    return readManifest(this.backups.manifest(id))
  }

  entry(backup: string, tenant: string): BackupEntry {
    return findBackup(this.backups, { name: tenant, backup }).entry
  }

  source(backup: string, tenant: string): RestoreSource {
    const { database, files } = this.entry(backup, tenant)
    return { kind: 'backup', directory: this.backups.path, database, files }
  }

  /** Where something of a backup lies. */
  place({ run, path }: PackedFile): string {
    return join(this.backups.run(run), path)
  }

  /** Ids of the users in the state that a backup has of a tenant. */
  async usersAt(backup: string, tenant: string): Promise<string[]> {
    const scratch = mkdtempSync(join(tmpdir(), 'conclave-look-'))
    const target = join(scratch, 'workspace.db')
    try {
      const source = this.source(backup, tenant)
      await prepareRestore({ source, owner: tenant, target, files: scratch }, examineTenant)
      const db = openWorkspaceDatabase(target)
      const users = db.read(() => usersIn(db))
      db.close()
      return users
    } finally {
      rmSync(scratch, { recursive: true })
    }
  }

  async verify(options: { backup?: string; sample?: number } = {}): Promise<VerificationReport> {
    const scratch = mkdtempSync(join(tmpdir(), 'conclave-verify-'))
    try {
      return await verifyBackups({
        directory: this.backups,
        sample: 'all',
        scratch,
        examineTenant,
        examineRegistry: examineAuthDatabase,
        ...options,
      })
    } finally {
      rmSync(scratch, { recursive: true })
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]()
    if (existsSync(this.backups.path)) rmSync(this.backups.path, { recursive: true })
  }
}

const never = new AbortController().signal

/** Turns one bit of a file over, in its middle. */
export function damage(path: string): void {
  const bytes = readFileSync(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(path, bytes)
}
