import { mkdir } from 'node:fs/promises'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { connect } from '../../client/conclave.ts'
import { DEMO_OWNER, DEMO_SLUG } from '../../src/auth/demo-person.ts'
import { demoWorkspace } from '../../src/demo.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { launch } from './browser.ts'
import { message, seat, sizes } from './stage.ts'

/*
 * The pictures of README, of the demo workspace: `npm run screenshots`. The people are the sample
 * data's; what they say today is below.
 */

const folder = 'docs/screenshots'
const today = [
  ['sam', 'Morning! The rowing club asks whether they can book two boats with one click.'],
  ['priya', 'Not yet. The slot is the unit, so two boats are two bookings.'],
  ['aiko', 'I drew how it could look. **One** list, *two* boats, still one confirmation:'],
  ['tomas', '`POST /bookings` takes a list since Friday, so the server is ready for it.'],
  ['maya', '@aiko that is lovely. Let us show it to the rowing club on Thursday.'],
] as const

/** What Aiko drew. */
const drawing = `<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="520" height="210" font-family="system-ui" font-size="15">
  <rect width="520" height="210" fill="#f4f1ea"/>
  ${['Boat 4, Kestrel', 'Boat 7, Heron']
    .map(
      (boat, at) => `<g transform="translate(28 ${28 + at * 56})">
    <rect width="464" height="44" rx="10" fill="#fff" stroke="#d9d2c3"/>
    <rect x="14" y="13" width="18" height="18" rx="5" fill="#2f6f5e"/>
    <path d="m18 22 4 4 7-8" stroke="#fff" stroke-width="2" fill="none"/>
    <text x="46" y="27" fill="#2b2a26">${boat}</text>
    <text x="376" y="27" fill="#8a8272">Thu 18:30</text></g>`,
    )
    .join('')}
  <rect x="28" y="144" width="200" height="42" rx="10" fill="#2f6f5e"/>
  <text x="60" y="170" fill="#fff">Book both boats</text></svg>`

const server = await startServer()
const browser = await launch()
try {
  await mkdir(folder, { recursive: true })
  await demoWorkspace(server.services)
  const owner = await server.person(DEMO_OWNER)
  const path = `/workspaces/${DEMO_SLUG}`
  await owner.api('PATCH', path, { name: 'Larkspur' })
  await owner.api('PATCH', `${path}/users/me`, { name: 'Nora Berg', username: 'nora' })
  const room = await talk(server, browser)
  const wide = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' } as const
  await picture('desktop', `/w/${DEMO_SLUG}/r/${room}?panel=members`, wide)
  await picture('phone', `/w/${DEMO_SLUG}/r/${room}`, sizes['phone-dark'])
} finally {
  await browser.close()
  await server.stop()
}

/** @returns the room in which it was said, with four people online and one of them typing */
async function talk({ url, person }: TestServer, browser: Browser): Promise<number> {
  const as = async (name: string) => {
    const { token } = await person(`${name}@example.com`)
    return connect({ url, token })
  }
  const clients = new Map(
    await Promise.all(today.map(async ([name]) => [name, await as(name)] as const)),
  )
  const client = (name: (typeof today)[number][0]) => clients.get(name) ?? connect({ url })
  const workspace = DEMO_SLUG
  const { rooms } = await client('maya').listRooms({ workspace })
  const room = rooms.find(({ name }) => name === 'General')?.id ?? 0
  const sent: number[] = []
  for (const [name, content] of today) {
    const drawn = name === 'aiko' ? { file_id: await upload(client(name), browser) } : {}
    const { id } = await client(name).sendMessage({ workspace, room, body: { content, ...drawn } })
    sent.push(id)
  }
  const [asked, , drawn = 0] = sent
  for (const [name, emoji] of [
    ['sam', '😍'],
    ['priya', '😍'],
    ['tomas', '❤️'],
  ] as const) {
    await client(name).addReaction({ workspace, room, message: drawn, emoji })
  }
  const body = { content: 'I told them that we are on it.', reply_to_id: asked ?? null }
  await client('sam').sendMessage({ workspace, room, body })
  for (const name of ['sam', 'priya', 'tomas'] as const) {
    client(name)
      .workspace(workspace)
      .live({ onEvent: () => undefined, onResync: () => '' })
  }
  const aiko = client('aiko')
    .workspace(workspace)
    .live({ onEvent: () => undefined, onResync: () => '' })
  setInterval(() => aiko.typing(room), 500).unref()
  return room
}

async function upload(client: ReturnType<typeof connect>, browser: Browser): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 520, height: 210 } })
  await page.setContent(drawing)
  const body = new Blob([new Uint8Array(await page.screenshot())])
  await page.close()
  const filename = 'two-boats.png'
  const { id } = await client.uploadFile({ workspace: DEMO_SLUG, filename, body })
  return id
}

async function picture(name: string, path: string, size: BrowserContextOptions): Promise<void> {
  const { page, go, leave } = await seat(
    browser,
    server,
    { email: 'maya@example.com' },
    { ...size, reducedMotion: 'reduce' },
  )
  await go(path)
  await message(page, 'on Thursday').waitFor()
  await page
    .getByText(/typing/)
    .first()
    .waitFor()
  await page.getByRole('img').first().waitFor()
  await page.waitForLoadState('networkidle')
  const file = `${folder}/${name}.png`
  await page.screenshot({ path: file })
  console.log(`${file}: ${Math.ceil(Bun.file(file).size / 1_000)} KB`)
  await leave()
}
