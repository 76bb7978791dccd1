import { type FileHandle, open, unlink } from 'node:fs/promises'

/** Bytes that are read at once. */
const CHUNK = 256 * 1024

/**
 * A file as a stream that only its reader can still reach: its name is gone
 * before the first byte is sent, so nothing is left however the download ends.
 *
 * @param ended called once, when it has been read to its end or its reader has gone
 */
export async function download(path: string, ended: () => void): Promise<ReadableStream> {
  const file = await open(path, 'r')
  await unlink(path)
  return new ReadableStream({
    async pull(controller) {
      try {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK)
        if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
        await close(file, ended)
        controller.close()
      } catch (error) {
        await close(file, ended)
        throw error
      }
    },
    cancel: () => close(file, ended),
  })
}

async function close(file: FileHandle, ended: () => void): Promise<void> {
  await file.close()
  ended()
}
