import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'

/** Unpacks an archived tenant. The archive is nobody's live file, so it may be read. */
export function expandArchive(path: string, target: string): Promise<void> {
  return pipeline(
    createReadStream(path),
    createZstdDecompress(),
    createWriteStream(target, { flags: 'wx', mode: 0o600 }),
  )
}
