import { KyselyStore } from './peers/kysely-store.ts'
import { servePeer } from './peers/serve-peer.ts'

await servePeer(
  async ({ durability }, { tenants }) => new KyselyStore(tenants.directory, durability),
)
