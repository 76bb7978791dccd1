import { servePeer } from './peers/serve-peer.ts'
import { SharedFileStore } from './peers/shared-file-store.ts'

/** BENCH_FILE is where the one file is. */
await servePeer(
  async ({ durability }) => new SharedFileStore(process.env['BENCH_FILE'] ?? '', durability),
)
