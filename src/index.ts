import { ConfigError } from './config/environment.ts'
import { loadConfig } from './config.ts'
import { keepFilesPrivate } from './control/private-files.ts'
import { createLogger } from './log.ts'
import { startServer } from './server.ts'
import { welcome } from './welcome.ts'

keepFilesPrivate()
try {
  const config = loadConfig(process.env)
  const log = createLogger(config.logLevel)
  const stopping = stopSignal()
  const server = await startServer(config, log)
  const { services, url, demo } = server
  const { capacity } = services.tenants.pool.statistics()
  log.info({ url, pool: capacity, data: config.dataDir }, 'listening')
  if (!config.production) console.log(`${welcome(url, config.dataDir, demo)}\n`)

  log.info({ signal: await stopping }, 'stopping')
  await server.stop()
  process.exit(0)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`conclave: ${message}`)
  // Whoever mistyped a variable needs no stack; everybody else's bug report does.
  if (!(error instanceof ConfigError) && process.env['LOG_LEVEL'] === 'debug') console.error(error)
  process.exit(1)
}

/**
 * The first signal that asks for a stop. Later ones change nothing: Ctrl-C
 * reaches a server under `npm start` twice, from the terminal and from npm.
 */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve)
  })
}
