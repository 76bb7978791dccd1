import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import type { OpenApiDocument } from '../../src/modules/documentation/openapi.ts'
import { openServices } from '../../src/services.ts'

/**
 * The OpenAPI document of the app, as `/swagger/json` answers it. The app never
 * listens, and its data directory is gone afterwards.
 */
export async function documentOfApp(): Promise<OpenApiDocument> {
  const dataDir = await mkdtemp(join(tmpdir(), 'conclave-openapi-'))
  const services = openServices(loadConfig({ DATA_DIR: dataDir }), createLogger('silent'))
  try {
    const response = await createApp(services).handle(new Request('http://localhost/swagger/json'))
    return (await response.json()) as OpenApiDocument
  } finally {
    await services.close()
    await rm(dataDir, { recursive: true })
  }
}
