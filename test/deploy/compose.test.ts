import { expect, test } from 'bun:test'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dir, '../..')
const read = (name: string) => Bun.file(join(ROOT, name)).text()

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment: Readonly<Record<string, string | null>>
  readonly volumes: readonly string[]
  readonly profiles?: readonly string[]
  readonly healthcheck: { readonly test?: readonly string[] }
  readonly stop_grace_period?: string
}

interface ComposeFile {
  readonly services: Readonly<Record<'conclave' | 'backup', Service>>
  readonly volumes: Readonly<Record<string, null>>
}

const { services, volumes } = Bun.YAML.parse(await read('docker-compose.yml')) as ComposeFile
const { conclave, backup } = services

test('its variables are those of the table in README', async () => {
  const documented = new Set(
    [...(await read('README.md')).matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/[A-Z_]+/g)].map(([name]) => name),
    ),
  )
  const unknown = Object.keys(conclave.environment).filter((name) => !documented.has(name))
  expect({ unknown, known: documented.has('AUTH_SECRET') }).toEqual({ unknown: [], known: true })
})

test('its volumes are declared, and the image has a directory for each that the user may write', async () => {
  const mounts = conclave.volumes.map((volume) => volume.split(':'))
  expect(mounts.map(([name]) => name)).toEqual(Object.keys(volumes))
  const dockerfile = await read('Dockerfile')
  const made = /install -d -o conclave .*-m 0700 (.*)/.exec(dockerfile)?.[1]
  expect(mounts.map(([, path]) => path)).toEqual(made?.split(' ') ?? [])
  expect(dockerfile).toContain(`VOLUME ${made}\n`)
})

test('the profile for backups runs a command that exists, on the same data', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
  expect(backup.profiles).toEqual(['backup'])
  expect(Object.keys(scripts)).toContain(backup.command?.at(-1) ?? '')
  expect(backup).toMatchObject({
    image: conclave.image,
    environment: conclave.environment,
    volumes: conclave.volumes,
  })
})

test('its health is what /health/ready says, and a stop may take as long as the server allows', () => {
  expect(conclave.healthcheck.test?.at(-1)).toContain('/health/ready')
  expect(conclave.stop_grace_period).toBe('60s')
})
