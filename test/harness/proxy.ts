import { join, resolve } from 'node:path'
import type { LiveOptions, WebSocketLike } from '../../client/live/live.ts'
import type { Fetch } from '../../client/options.ts'
import { openChat } from './chat.ts'
import { eventually, spawn, startServerProcess, temporaryDirectory } from './process.ts'

/** A reverse proxy before the server, configured by an example of deploy/ as it stands. */
export interface ReverseProxy {
  /** https. */
  readonly url: string
  /** The file with the certificate that clients have to trust. */
  readonly trusted: string
  /** `fetch` and `WebSocket` that trust it. */
  readonly fetch: Fetch
  readonly WebSocket: NonNullable<LiveOptions['WebSocket']>
}

/** Bun's takes options; the types of the standard do not know. */
const WebSocketWithOptions = WebSocket as unknown as new (
  url: string,
  options: { readonly tls: { readonly ca: string } },
) => WebSocketLike

const DEPLOY = resolve(import.meta.dir, '../../deploy')

/** Why a proxy cannot be tried here, or null. */
export function whyNoProxy(program: 'haproxy' | 'caddy'): string | null {
  const missing = [program, 'openssl', 'curl'].find((name) => Bun.which(name) === null)
  return missing === undefined ? null : `${missing} is not installed`
}

/** As docs/operating.md has it. */
const ENVIRONMENT = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  AUTH_SECRET: 'a-secret-of-thirty-two-characters',
  TRUSTED_PROXIES: '127.0.0.1',
  DRAIN_NOTICE_SECONDS: '1',
}

/** A server with one workspace behind the proxy, which can be stopped and started again. */
export async function serveBehind(start: (server: string) => Promise<ReverseProxy>) {
  const port = freePort()
  const proxy = await start(`127.0.0.1:${port}`)
  const env = { ...ENVIRONMENT, PORT: String(port), AUTH_URL: proxy.url }
  const server = await startServerProcess({ env })
  const { dataDir } = server
  const chat = await openChat(server, 'acme')
  await eventually(async () => (await proxy.fetch(`${proxy.url}/health/ready`, {})).ok || undefined)
  const restart = async () => {
    const { status, stderr } = await server.stop()
    await startServerProcess({ env, dataDir })
    return { status, stderr }
  }
  return { proxy, server, chat, restart }
}

/**
 * HAProxy with deploy/haproxy.cfg.
 *
 * @param server `127.0.0.1:3000`; nobody needs to listen there yet
 */
export async function startHaproxy(server: string): Promise<ReverseProxy> {
  const address = `127.0.0.1:${freePort()}`
  const directory = temporaryDirectory()
  const trusted = join(directory, 'certificate.pem')
  const both = join(directory, 'certificate-and-key.pem')
  await makeCertificate(trusted, both)
  const env = { HTTPS_BIND: address, CERTIFICATE: both, CONCLAVE: server }
  const { child, stderr } = spawn(['haproxy', '-db', '-f', join(DEPLOY, 'haproxy.cfg')], { env })
  await answering(`https://${address}`, trusted, () => child.exitCode !== null, stderr)
  return proxyAt(`https://${address}`, trusted)
}

/**
 * Caddy with deploy/Caddyfile, and without what it would do to the machine: take port 80, add its
 * own authority to those that the system trusts.
 *
 * @param server as for HAProxy
 */
export async function startCaddy(server: string): Promise<ReverseProxy> {
  const url = `https://localhost:${freePort()}`
  const home = temporaryDirectory()
  const config = join(home, 'Caddyfile')
  const machine = 'admin off\n\tskip_install_trust\n\tauto_https disable_redirects'
  await Bun.write(config, `{\n\t${machine}\n}\nimport ${join(DEPLOY, 'Caddyfile')}\n`)
  const env = { SITE: url, CONCLAVE: server, HOME: home, XDG_DATA_HOME: home }
  const { child, stderr } = spawn(['caddy', 'run', '--config', config], { env })
  const trusted = join(home, 'caddy/pki/authorities/local/root.crt')
  await answering(url, trusted, () => child.exitCode !== null, stderr)
  return proxyAt(url, trusted)
}

/** Resolves once a TLS handshake succeeds. Whether there is a server behind it is no matter. */
async function answering(
  url: string,
  trusted: string,
  ended: () => boolean,
  stderr: () => string,
): Promise<void> {
  const asked = ['--silent', '--max-time', '0.2', '--cacert', trusted, '--output', '/dev/null']
  const command = ['curl', ...asked, '--write-out', '%{time_appconnect}', url]
  await eventually(async () => {
    if (ended()) throw new Error(`the proxy ended: ${stderr()}`)
    return Number((await spawn(command).ended).stdout) > 0 || undefined
  })
}

async function proxyAt(url: string, trusted: string): Promise<ReverseProxy> {
  const tls = { ca: await Bun.file(trusted).text() }
  return {
    url,
    trusted,
    fetch: (target, init) => fetch(target, { ...init, tls }),
    WebSocket: class extends WebSocketWithOptions {
      constructor(target: string) {
        super(target, { tls })
      }
    },
  }
}

async function makeCertificate(certificate: string, both: string): Promise<void> {
  const key = `${both}.key`
  const of = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const kind = ['-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const command = ['openssl', 'req', ...kind, ...of, '-keyout', key, '-out', certificate]
  const { status, stderr } = await spawn(command).ended
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  await Bun.write(both, (await Bun.file(certificate).text()) + (await Bun.file(key).text()))
}

/**
 * One that nobody listens on, below those that Linux takes for connections: none of these may have
 * the server's while it restarts.
 */
function freePort(): number {
  const port = 20_000 + Math.floor(Math.random() * 12_000)
  const socket = { data: () => undefined }
  try {
    Bun.listen({ hostname: '127.0.0.1', port, socket }).stop(true)
    return port
  } catch {
    return freePort()
  }
}
