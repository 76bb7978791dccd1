import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import type { BackupDirectory } from './backup-directory.ts'
import { BackupDamaged } from './errors.ts'
import { type PackedFile, ZSTD } from './manifest.ts'

type Packed = Omit<PackedFile, 'run' | 'path'>

/**
 * Packs a file that nobody writes to into a new one, and syncs that. The
 * directory is the caller's to sync.
 */
export async function packFile(source: string, target: string): Promise<Packed> {
  try {
    const { content, result } = await transfer(
      createReadStream(source),
      createZstdCompress(ZSTD),
      target,
    )
    return {
      packed_bytes: result.bytes,
      packed_sha256: result.sha256,
      bytes: content.bytes,
      sha256: content.sha256,
    }
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

/**
 * Unpacks a file of a backup into a new one, which is synced, once it is known to
 * be what was packed.
 *
 * @throws BackupDamaged, and nothing is left at the target
 */
export async function unpackFile(
  directory: BackupDirectory,
  file: PackedFile,
  target: string,
): Promise<void> {
  const path = join(directory.run(file.run), file.path)
  try {
    const { content, result } = await transfer(
      createReadStream(path),
      createZstdDecompress(),
      target,
    )
    // What it holds, not how it is packed, is said first: that is what would be restored.
    if (result.sha256 !== file.sha256 || result.bytes !== file.bytes) {
      throw new BackupDamaged('its content is not what was backed up')
    }
    if (content.sha256 !== file.packed_sha256 || content.bytes !== file.packed_bytes) {
      throw new BackupDamaged('it is not the file that was written')
    }
  } catch (cause) {
    await rm(target, { force: true })
    throw new BackupDamaged(`${path}: ${explain(cause)}`, { cause })
  }
}

interface Measured {
  readonly bytes: number
  readonly sha256: string
}

/** Sends a stream through another into a new file, and measures both ends. */
async function transfer(source: Readable, through: Transform, target: string) {
  const content = measure(source)
  const result = measure(through)
  await pipeline(source, through, createWriteStream(target, { flags: 'wx', mode: 0o600 }))
  const file = await open(target, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  return { content: content(), result: result() }
}

function measure(stream: Readable): () => Measured {
  const hash = createHash('sha256')
  let bytes = 0
  stream.on('data', (chunk: Uint8Array) => {
    hash.update(chunk)
    bytes += chunk.byteLength
  })
  return () => ({ bytes, sha256: hash.digest('hex') })
}

function explain(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'it is missing'
  return error instanceof Error ? error.message : String(error)
}
