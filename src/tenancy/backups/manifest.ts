import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { TenantState } from '../tenant.ts'
import { BackupDamaged } from './errors.ts'

/** One file of a backup, and what comes out of it. */
export interface PackedFile {
  /** The run that has stored it; later runs refer to it as long as it is still true. */
  readonly run: string
  /** Within the directory of that run. */
  readonly path: string
  /** Size and SHA-256 of the file as it lies there, packed with Zstandard. */
  readonly packed_bytes: number
  readonly packed_sha256: string
  /** Size and SHA-256 of what was packed. */
  readonly bytes: number
  readonly sha256: string
}

/** Attachments, by a packed list of {@link PackedAttachment}s. */
export interface PackedAttachments {
  readonly list: PackedFile
  readonly count: number
  readonly bytes: number
}

export interface PackedAttachment {
  /** Below the tenant's directory of attachments. */
  readonly name: string
  readonly file: PackedFile
  /** As {@link BackupEntry.found}. */
  readonly found: string | null
}

/** A tenant as a run has found it. */
export interface BackupEntry {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly state: TenantState
  readonly schema_version: number
  /** Whether its file was packed, by tenant:archive. */
  readonly archived: boolean
  /** When it was in this state, RFC 3339. The run's own time, unless it failed or was not asked for. */
  readonly at: string
  readonly database: PackedFile
  readonly files: PackedAttachments | null
  /** What `stat(2)` said of its file, by which a change is noticed; null where that would not be safe. */
  readonly found: string | null
}

export interface BackupFailure {
  readonly id: string
  readonly slug: string
  readonly error: string
}

/** All of one run. */
export interface Manifest {
  readonly format: 1
  readonly id: string
  readonly started_at: string
  readonly finished_at: string
  readonly data_dir: string
  /** The boot of the machine in which `found` was seen; null where that cannot be known. */
  readonly boot: string | null
  readonly registry: PackedFile
  readonly workspaces: readonly BackupEntry[]
  /** Those of which there is no new state. They are among the workspaces if there is an older one. */
  readonly failed: readonly BackupFailure[]
}

/** RFC 8878 section 3.1.1: with a checksum, damage is noticed when it is read. */
export const ZSTD = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }

/** Writes the manifest and syncs it; the directory is the caller's to sync. */
export function writeManifest(path: string, manifest: Manifest): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(descriptor, zstdCompressSync(Buffer.from(JSON.stringify(manifest)), ZSTD))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** @throws BackupDamaged */
export function readManifest(path: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(zstdDecompressSync(readFileSync(path)).toString()) as Manifest
  } catch (cause) {
    throw new BackupDamaged(`${path} cannot be read: ${reason(cause)}`, { cause })
  }
  if (manifest.format !== 1) throw new BackupDamaged(`${path} is of a format of newer code`)
  if (manifest.id !== basename(dirname(path))) {
    throw new BackupDamaged(`${path} belongs to the backup ${manifest.id}`)
  }
  return manifest
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
