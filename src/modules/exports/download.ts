import { open, unlink } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** Bytes that are read at once. */
const PIECE = 128 * 1024

/** Milliseconds that one takes at the least: a gigabit in a second, or it would fill the turns of the event loop. */
const EACH_PIECE = 1

/**
 * A file as a stream that only its reader can still reach: its name is gone
 * before the first byte is sent, so nothing is left however the download ends.
 *
 * @param ended called once, when it has been read to its end or its reader has gone
 */
export async function download(path: string, ended: () => void): Promise<ReadableStream> {
  const file = await open(path, 'r')
  await unlink(path)
  let isOpen = true
  /** The reader may go away while a piece is read, which then finds the stream closed. */
  async function end(): Promise<void> {
    if (!isOpen) return
    isOpen = false
    await file.close().finally(ended)
  }
  return new ReadableStream({
    async pull(controller) {
      try {
        const reading = file.read(Buffer.allocUnsafe(PIECE), 0, PIECE)
        const [{ bytesRead, buffer }] = await Promise.all([reading, pause(EACH_PIECE)])
        if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
        await end()
        controller.close()
      } catch (error) {
        await end()
        throw error
      }
    },
    cancel: end,
  })
}
