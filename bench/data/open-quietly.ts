import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { openServices, type Services } from '../../src/services.ts'
import { UNLIMITED } from '../unlimited.ts'

/** The services of the server in this process, without a word in the log. */
export function openQuietly(dataDir: string, poolMax?: number): Services {
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...UNLIMITED })
  return openServices({ ...config, poolMax }, createLogger('silent'))
}
