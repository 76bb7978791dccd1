import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataDirectory } from '../data-directory.ts'
import { AttachmentBrokenOff, AttachmentTooLarge, NoRoomForAttachment } from './errors.ts'

/** All of an attachment, synced, under a name that nobody knows. */
export interface Received {
  readonly path: string
  readonly bytes: number
  /** In hexadecimal digits. */
  readonly sha256: string
  /** How it begins: enough to tell what it is. */
  readonly head: Uint8Array
}

export interface ReceiveOptions {
  /** In bytes. */
  readonly limit: number
  /** What the sender says that it has, in bytes; null when they do not say. */
  readonly length: number | null
  /** Runs what is done with one piece as soon as it may be done. */
  readonly pace: (work: () => Promise<void>) => Promise<void>
}

/** A photograph's dimensions stand behind its EXIF data, preview included. */
const HEAD = 256 * 1024

/**
 * Writes what comes into a file, piece by piece, and syncs it. Whatever goes wrong, nothing of it
 * stays; what a crash leaves lies where the next start removes it.
 *
 * @throws AttachmentTooLarge, AttachmentBrokenOff, NoRoomForAttachment
 */
export async function receive(
  { uploads }: DataDirectory,
  body: ReadableStream<Uint8Array> | null,
  { limit, length, pace }: ReceiveOptions,
): Promise<Received> {
  await mkdir(uploads, { recursive: true, mode: 0o700 })
  const path = join(uploads, crypto.randomUUID())
  const file = await open(path, 'wx', 0o600)
  try {
    const written = await writeAll(file, body, limit, pace)
    if (length !== null && length !== written.bytes) {
      throw new AttachmentBrokenOff('it ended before its announced length')
    }
    await file.sync()
    await file.close()
    return { path, ...written }
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(path, { force: true })
    throw isFull(error) ? new NoRoomForAttachment('the disk is full', { cause: error }) : error
  }
}

async function writeAll(
  file: FileHandle,
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  pace: ReceiveOptions['pace'],
): Promise<Omit<Received, 'path'>> {
  const hash = createHash('sha256')
  const head: Uint8Array[] = []
  let bytes = 0
  for await (const piece of piecesOf(body)) {
    if (bytes < HEAD) head.push(piece.slice(0, HEAD - bytes))
    bytes += piece.byteLength
    if (bytes > limit) throw new AttachmentTooLarge(`it has more than ${limit} bytes`)
    await pace(async () => {
      hash.update(piece)
      await writeWhole(file, piece)
    })
  }
  return { bytes, sha256: hash.digest('hex'), head: Buffer.concat(head) }
}

/** In pieces that neither hashing nor writing takes long for. */
async function* piecesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await next(reader)
      if (done) return
      for (let at = 0; at < value.byteLength; at += PIECE) yield value.subarray(at, at + PIECE)
    }
  } finally {
    // What the sender still has to say interests nobody, nor whether cancelling worked.
    reader.cancel().catch(() => undefined)
  }
}

/** By it and by what a piece takes at the least, `Attachments` bounds what uploads take of a turn. */
const PIECE = 128 * 1024

async function next(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    throw new AttachmentBrokenOff('whoever sent it has gone', { cause })
  }
}

/** A write may take less than it was given. */
async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.byteLength; ) {
    const { bytesWritten } = await file.write(piece, at)
    at += bytesWritten
  }
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
}
