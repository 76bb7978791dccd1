import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'

/** RFC 8878 section 3.1.1: with the checksum of the content, damage is noticed when it is read. */
const CHECKSUM = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }

/**
 * Packs a file with Zstandard and reads the result back before it gets its name.
 * The directory is the caller's to sync.
 *
 * @throws Error when what was read back is not what was packed
 */
export async function compressFile(path: string, target: string): Promise<void> {
  const partial = `${target}.partial`
  await rm(partial, { force: true })
  const before = createHash('sha256')
  const source = createReadStream(path)
  source.on('data', (chunk) => before.update(chunk))
  await pipeline(source, createZstdCompress(CHECKSUM), newFile(partial))
  const after = createHash('sha256')
  await pipeline(createReadStream(partial), createZstdDecompress(), async (content) => {
    for await (const chunk of content) after.update(chunk as Uint8Array)
  })
  if (before.digest('hex') !== after.digest('hex')) {
    throw new Error('the archive is not what was put into it')
  }
  await publish(partial, target)
}

/** Undoes {@link compressFile}. @throws Error when the archive is damaged */
export async function expandFile(path: string, target: string): Promise<void> {
  const partial = `${target}.partial`
  await rm(partial, { force: true })
  await pipeline(createReadStream(path), createZstdDecompress(), newFile(partial))
  await publish(partial, target)
}

function newFile(path: string) {
  return createWriteStream(path, { flags: 'wx', mode: 0o600 })
}

async function publish(partial: string, target: string): Promise<void> {
  const file = await open(partial, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, target)
}
