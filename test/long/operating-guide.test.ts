import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type Chat, call, readAll, type Served, tokenForAll } from '../harness/chat.ts'
import { cleanUp, spawn, startServerProcess, temporaryDirectory } from '../harness/process.ts'
import { codeBlocks, ROOT } from '../readme/code-blocks.ts'

/* The commands of docs/operating.md, as they stand but for the time and the place of a file. */

afterEach(cleanUp)

const PAGE = 'docs/operating.md'
const blocksOf = (heading: string) => codeBlocks(heading, 'sh', '', PAGE)

/** `npm run NAME -- …` without npm, which takes longer to start than most of what it starts. */
const NPM = `npm() {
  local name="$2"; shift 2; [ "\${1-}" != -- ] || shift
  command '${process.execPath}' run --silent --cwd '${ROOT}' "$name" "$@"
}`

/** A shell of the operator: runs blocks of the page, and returns what they print. */
function shell(dataDir: string, BACKUP_DIR: string) {
  const scratch = temporaryDirectory()
  return async (...blocks: string[]) => {
    const commands = blocks
      .join('')
      .replaceAll('2026-11-23T05:15Z', new Date().toISOString())
      .replaceAll('/var/tmp', scratch)
    const command = ['bash', '-euo', 'pipefail', '-c', `${NPM}\n${commands}`]
    const { status, stdout, stderr } = await spawn(command, { dataDir, env: { BACKUP_DIR } }).ended
    if (status !== 0) throw new Error(`${commands}\nended with ${status}: ${stdout}${stderr}`)
    return stdout
  }
}

/** A public room with one message of each of the two, of whom the second comes by invitation. */
async function talk(url: string, ada: string, grace: string): Promise<number> {
  const acme = '/workspaces/acme'
  const open = { name: 'General', type: 'group', visibility: 'public' }
  const { id } = (await call(url, ada, 'POST', `${acme}/rooms`, open)).body as { id: number }
  const room = `${acme}/rooms/${id}`
  await call(url, ada, 'POST', `${room}/messages`, { content: 'of Ada' })
  const invitation = await call(url, ada, 'POST', `${acme}/invitations`, { role: 'member' })
  const { token } = invitation.body as { token: string }
  await call(url, grace, 'POST', `/invitations/${token}/accept`)
  await call(url, grace, 'PUT', `${room}/members/me`)
  await call(url, grace, 'POST', `${room}/messages`, { content: 'of Grace' })
  return id
}

test('the commands work, beside a server and on another machine', async () => {
  const backups = join(temporaryDirectory(), 'backups')
  const server = await startServerProcess()
  const run = shell(server.dataDir, backups)

  const [create = '', atRest = ''] = await blocksOf('Workspaces')
  const [ada = '', grace = ''] = (await run(create)).match(/cnv_[\w-]+/g) ?? []
  const adas = await tokenForAll(server.dataDir, { token: ada } as Chat)
  const graces = await tokenForAll(server.dataDir, { token: grace } as Chat)
  await run(atRest)
  const room = await talk(server.url, adas, graces)
  const said = async (slug: string, { url }: Served = server) => {
    const messages = `/workspaces/${slug}/rooms/${room}/messages`
    const all = await readAll({ url }, { token: adas, messages } as Chat)
    // The notices of who came have no text.
    return all.filter((content) => content !== null)
  }
  const both = ['of Ada', 'of Grace']
  expect(await said('acme')).toEqual(both)

  await run(...(await blocksOf('Back up')))
  const [restore = '', beside = ''] = await blocksOf('Restore one workspace')
  const post = `/workspaces/acme/rooms/${room}/messages`
  await call(server.url, adas, 'POST', post, { content: 'too late' })
  await run(restore)
  expect(await said('acme')).toEqual(both)
  await run(beside)
  expect(await said('acme-earlier')).toEqual(both)

  await run(...(await blocksOf('Upgrade')))
  const [moved = '', transferred = ''] = await blocksOf('Move to another machine')
  const dataDir = join(temporaryDirectory(), 'data')
  await shell(dataDir, backups)(moved)
  expect(await said('acme', await startServerProcess({ dataDir }))).toEqual(both)
  await run(transferred)
  expect(await said('acme-copy')).toEqual(both)

  await run(...(await blocksOf('Erase on request')))
  expect(await said('acme')).toEqual(['of Grace'])
  expect((await call(server.url, graces, 'GET', '/me')).status).toBe(401)
  expect(await run('npm run tenant:list')).not.toContain('beta')
})
