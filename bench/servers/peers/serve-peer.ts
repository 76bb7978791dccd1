import { type Config, loadConfig } from '../../../src/config.ts'
import { root } from '../../../src/http/root.ts'
import { createLogger } from '../../../src/log.ts'
import { problemFor } from '../../../src/problem-for.ts'
import { openServices, type Services } from '../../../src/services.ts'
import { checkRoute, peerRoutes } from './routes.ts'
import type { Store } from './store.ts'

/** Serves the routes of the bench over a store, by the environment, until SIGTERM. */
export async function servePeer(
  openStore: (config: Config, services: Services) => Promise<Store>,
): Promise<void> {
  const config = loadConfig(process.env)
  const services = openServices(config, createLogger(config.logLevel))
  const store = await openStore(config, services)
  const app = root({ logger: services.log, problemFor })
    .use(peerRoutes(services, store))
    .use(checkRoute(store))
    .listen({ hostname: '127.0.0.1', port: config.port })
  services.log.info({ url: `http://127.0.0.1:${app.server?.port}` }, 'listening')

  process.once('SIGTERM', async () => {
    await app.stop(true)
    await store.close()
    await services.close()
    process.exit(0)
  })
}
