import { statfs } from 'node:fs/promises'
import { gauge, type Metric } from './exposition.ts'

/** The file system that everything is kept on; nothing where it does not tell. */
export async function diskMetrics(directory: string): Promise<Metric[]> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory)
    return [
      gauge('conclave_disk_free_bytes', 'Room on the disk of the data directory.', bavail * bsize),
      gauge('conclave_disk_size_bytes', 'Size of that disk.', blocks * bsize),
    ]
  } catch {
    return []
  }
}
