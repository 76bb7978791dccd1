import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupDirectory } from './backup-directory.ts'
import type { PackedAttachment, PackedAttachments } from './manifest.ts'
import { unpackFile } from './pack.ts'

/**
 * @param scratch a directory for what is unpacked meanwhile
 * @throws BackupDamaged
 */
export async function readAttachments(
  directory: BackupDirectory,
  { list }: PackedAttachments,
  scratch: string,
): Promise<PackedAttachment[]> {
  const path = join(scratch, `${crypto.randomUUID()}.json`)
  await unpackFile(directory, list, path)
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PackedAttachment[]
  } finally {
    rmSync(path, { force: true })
  }
}
