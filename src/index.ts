import { ConfigError, loadConfig } from './config.ts'
import { demoWorkspace } from './demo.ts'
import { createLogger } from './log.ts'
import { startServer } from './server.ts'
import { welcome } from './welcome.ts'

try {
  const config = loadConfig(process.env)
  const log = createLogger(config.logLevel)
  const server = await startServer(config, log)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, async () => {
      log.info({ signal }, 'stopping')
      await server.stop()
      process.exit(0)
    })
  }
  const { tenants } = server.services
  const { capacity } = tenants.pool.statistics()
  log.info({ url: server.url, pool: capacity, data: config.dataDir }, 'listening')
  if (!config.production) {
    const demo = await demoWorkspace(server.services)
    console.log(`${welcome(server.url, config.dataDir, demo)}\n`)
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`conclave: ${message}`)
  // Whoever mistyped a variable needs no stack; everybody else's bug report does.
  if (!(error instanceof ConfigError) && process.env['LOG_LEVEL'] === 'debug') console.error(error)
  process.exit(1)
}
