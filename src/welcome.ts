import type { Demo } from './demo.ts'

/** What a start in development prints: where things are, and a line to paste. */
export function welcome(url: string, dataDir: string, demo: Demo | undefined): string {
  const address = reachable(url)
  const lines = [
    '',
    `  Conclave    ${address}`,
    `  Swagger UI  ${address}/swagger`,
    `  Data        ${dataDir}`,
  ]
  if (!demo) {
    lines.push(
      '',
      '  Create a workspace:',
      '    npm run tenant:create -- acme --owner you@example.com',
    )
    return lines.join('\n')
  }
  const { slug, token } = demo
  lines.push(
    `  Workspace   ${slug}`,
    `  Token       ${token}`,
    '',
    '  Try it:',
    `    curl -H "Authorization: Bearer ${token}" ${address}/workspaces/${slug}/rooms`,
  )
  return lines.join('\n')
}

/**
 * A server that listens on every interface is found on this machine by its own name. So is one on
 * the loopback: links in mails have that name, and a browser keeps its session for one name only.
 */
function reachable(url: string): string {
  return url.replace(/\/\/(0\.0\.0\.0|127\.0\.0\.1|\[::1?\])(?=:)/, '//localhost')
}
