import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { UploadedFile } from '../../src/http/file.ts'
import type { Message } from '../../src/http/message.ts'
import { png } from '../harness/images.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

const LIMIT = 1_000_000

let server: TestServer
let acme: Team
let number = 0
/** A room of Ada's and Grace's; Linus is not in it. */
let room = ''

beforeAll(async () => {
  server = await startServer({ maxFileBytes: LIMIT })
})
beforeEach(async () => {
  number += 1
  acme = await team(server, `acme-${number}`)
  room = await acme.room([acme.grace])
})
afterAll(() => server.stop())

interface Upload {
  readonly file: UploadedFile
  readonly path: string
}

/** Bytes that no other test has. */
function text(length = 40): string {
  return crypto
    .randomUUID()
    .repeat(Math.ceil(length / 36))
    .slice(0, length)
}

async function upload(
  who: Teammate,
  body: string | Uint8Array = text(),
  name = 'notes.txt',
): Promise<Upload> {
  const answer = await who.api<UploadedFile>(
    'POST',
    `${acme.path}/files?filename=${encodeURIComponent(name)}`,
    body,
    { headers: { 'content-type': 'application/octet-stream' } },
  )
  expect(answer.status).toBe(201)
  return { file: answer.body, path: answer.headers.get('location') ?? '' }
}

/** The beginning of an upload, of which no more comes. */
async function halfUpload(head: string) {
  const { hostname, port } = new URL(server.url)
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: { data: () => undefined },
  })
  socket.write(
    `POST ${acme.path}/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${acme.ada.token}\r\n` +
      `${head}\r\n\r\n${head.startsWith('T') ? '186A0\r\n' : ''}${'a'.repeat(50_000)}`,
  )
  return socket
}

function send(who: Teammate, body: object, to = room) {
  return who.api<Message>('POST', `${to}/messages`, body)
}

async function status(who: Teammate, path: string): Promise<number> {
  return (await who.api('GET', path)).status
}

function fetchFile(who: Teammate, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${who.token}`, ...init.headers }
  return fetch(server.url + path, { ...init, headers })
}

/** What lies in the directory of the attachments. */
function onDisk(): string[] {
  return readdirSync(server.services.tenants.directory.files(acme.tenant.id))
}

function uploading(): string[] {
  return readdirSync(join(server.dataDir, '.uploads'))
}

describe('an upload', () => {
  test('is what its bytes are, and comes back as it was', async () => {
    const image = png(30, 20)
    const { file, path } = await upload(acme.ada, image, '../a "picture" of é.png')
    expect(file).toMatchObject({
      media_type: 'image/png',
      bytes: image.length,
      width: 30,
      height: 20,
    })
    expect(file.name).toBe('.._a "picture" of é.png')

    const answer = await fetchFile(acme.ada, path)
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(image)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(image.length),
      'content-disposition': `inline; filename=".._a _picture_ of _.png"; filename*=UTF-8''.._a%20%22picture%22%20of%20%C3%A9.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
    })
  })

  test.each([
    ['<!doctype html><script>alert(1)</script>', 'text/plain'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text/plain'],
    ['%PDF-1.7', 'application/pdf'],
    ['\u0000\u0001\u0002', 'application/octet-stream'],
  ])('that could run is saved, and not shown: %s', async (content, mediaType) => {
    const { file, path } = await upload(acme.ada, content)
    expect(file).toMatchObject({ media_type: mediaType, width: null, height: null })
    const answer = await fetchFile(acme.ada, path)
    expect(answer.headers.get('content-disposition')).toStartWith('attachment;')
    expect(answer.headers.get('content-type')?.split(';')[0]).toBe(mediaType)
    expect(await answer.text()).toBe(content)
  })

  test.each([
    ['p.html', 'p.html.png'],
    ['photo', 'photo.png'],
    ['photo.PNG', 'photo.PNG'],
    ['photo.jpg', 'photo.jpg.png'],
    ['photo.png.', 'photo.png..png'],
  ])('that is an image is saved as one, whatever it was called: %s', async (name, savedAs) => {
    const { file, path } = await upload(acme.ada, png(30, 20), name)
    expect(file.name).toBe(name)
    const answer = await fetchFile(acme.ada, path)
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="${savedAs}"; filename*=UTF-8''${savedAs}`,
    )
  })

  test('that only begins like an image is none', async () => {
    const { file } = await upload(acme.ada, png(30, 20).subarray(0, 18))
    expect(file).toMatchObject({ media_type: 'image/png', width: null })
    expect(await send(acme.ada, { type: 'image', file_id: file.id })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/type' }] },
    })
  })

  test('is refused when it is too large, announced or not; other routes keep their own limit', async () => {
    const body = new Uint8Array(LIMIT + 1)
    const announced = await acme.ada.api('POST', `${acme.path}/files`, body)
    expect(announced).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
    const chunked = await fetchFile(acme.ada, `${acme.path}/files`, {
      method: 'POST',
      body: new Blob([body]).stream(),
    })
    expect(chunked.status).toBe(413)
    expect((await upload(acme.ada, body.subarray(1))).file.bytes).toBe(LIMIT)
    expect((await send(acme.ada, { content: 'a'.repeat(100_000) })).status).toBe(413)
    expect(uploading()).toEqual([])
    expect(onDisk()).toHaveLength(1)
  })

  test('needs bytes, and those of the file alone', async () => {
    const empty = await acme.ada.api('POST', `${acme.path}/files`, '')
    expect(empty).toMatchObject({ status: 400, body: { code: 'body_required' } })
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const form = await acme.ada.api('POST', `${acme.path}/files`, '--x--', { headers })
    expect(form).toMatchObject({ status: 415, headers: expect.anything() })
    const named = await acme.ada.api('POST', `${acme.path}/files?filename=%00`, 'x')
    expect(named).toMatchObject({ status: 422, body: { errors: [{ pointer: '?filename' }] } })
    expect(onDisk()).toEqual([])
  })

  test('that breaks off leaves nothing', async () => {
    for (const head of ['Content-Length: 900000', 'Transfer-Encoding: chunked']) {
      const socket = await halfUpload(head)
      await until(() => uploading().length > 0)
      socket.terminate()
      await until(() => uploading().length === 0)
    }
    expect(onDisk()).toEqual([])
    expect((await acme.contents())['files']).toEqual([])
  })

  test('that stands still holds up no other one', async () => {
    const still = await Promise.all([1, 2, 3].map(() => halfUpload('Content-Length: 900000')))
    await until(() => uploading().length === 3)
    await upload(acme.ada, text(300_000))
    for (const socket of still) socket.terminate()
    await until(() => uploading().length === 0)
  })

  test('with a content that is there already takes no more room', async () => {
    const content = text()
    const [one, other] = await Promise.all([
      upload(acme.ada, content, 'one'),
      upload(acme.grace, content, 'other'),
    ])
    expect(one.file.id).not.toBe(other.file.id)
    expect(onDisk()).toHaveLength(1)
    await acme.ada.api('DELETE', one.path)
    expect(await status(acme.ada, one.path)).toBe(404)
    expect(await (await fetchFile(acme.grace, other.path)).text()).toBe(content)
    await acme.grace.api('DELETE', other.path)
    await until(() => onDisk().length === 0)
  })

  test('comes in beside only so many others, and so many wait to be sent', async () => {
    const waiting = Array.from({ length: 9 }, () => {
      const body = new ReadableStream({ pull: () => new Promise(() => undefined) })
      const controller = new AbortController()
      const answer = fetchFile(acme.ada, `${acme.path}/files`, {
        method: 'POST',
        body,
        signal: controller.signal,
      })
      return {
        controller,
        answer: answer.then(
          ({ status }) => status,
          () => 0,
        ),
      }
    })
    expect(await Promise.race(waiting.map(({ answer }) => answer))).toBe(429)
    for (const { controller } of waiting) controller.abort()
    await until(() => uploading().length === 0)

    const { pool } = server.services.tenants
    await pool.write({ id: acme.tenant.id }, (db) => {
      for (let sent = 0; sent < 100; sent += 1) {
        db.files.create({ ...ROW, user_id: acme.ada.userId, sha256: `${sent}` })
      }
    })
    const refused = await acme.ada.api('POST', `${acme.path}/files`, text())
    expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_unsent_files' } })
    await upload(acme.grace)
  })

  test('that is not sent goes after a day', async () => {
    const { file, path } = await upload(acme.ada)
    const sent = await upload(acme.ada)
    await send(acme.ada, { file_id: sent.file.id })
    const { pool, attachments } = server.services.tenants
    attachments.sweep(acme.tenant.id)
    await pool.write({ id: acme.tenant.id }, (db) =>
      db.sql.prepare('UPDATE files SET created_at = ?').run('2026-01-01 00:00:00.000'),
    )
    expect(await status(acme.ada, path)).toBe(200)
    // As after a day, or a restart: whoever opens the workspace finds it.
    await pool.evict(acme.tenant.id)
    await until(async () => (await status(acme.ada, path)) === 404)
    await until(() => onDisk().length === 1)
    expect(await status(acme.grace, sent.path)).toBe(200)
    expect(await send(acme.ada, { file_id: file.id })).toMatchObject({ status: 422 })
  })
})

describe('the quota of a workspace', () => {
  test('counts each content once, and lets nothing in beyond it', async () => {
    const { id } = acme.tenant
    const { tenants } = server.services
    const used = () => tenants.pool.read({ id }, (db) => db.spaceUse().used)
    const body = text(300_000)
    const before = await used()
    const kept = await upload(acme.ada, body)
    const other = await upload(acme.grace, body)
    const content = (await used()) - before
    expect(content).toBeGreaterThanOrEqual(300_000)
    expect(content).toBeLessThan(400_000)
    const quota = (await used()) + 200_000
    await tenants.pool.evict(id)
    await server.services.auth.database.write(() => tenants.registry.setQuota(id, quota))

    for (const refused of [text(300_000), new Blob([text(300_000)]).stream()]) {
      const answer = await fetchFile(acme.ada, `${acme.path}/files`, {
        method: 'POST',
        body: refused,
      })
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        507,
        'storage_quota_exceeded',
      ])
    }
    await until(() => onDisk().length === 1)
    await acme.ada.api('DELETE', kept.path)
    expect(await status(acme.grace, other.path)).toBe(200)
  })
})

const ROW = {
  name: 'x',
  media_type: 'text/plain',
  bytes: 1,
  width: null,
  height: null,
}

describe('who may read a file', () => {
  test('nobody else until it is sent, then the room, and whoever is in it at that moment', async () => {
    const { ada, grace, linus } = acme
    const { file, path } = await upload(ada)
    for (const other of [grace, linus]) expect(await status(other, path)).toBe(404)
    const stolen = await send(grace, { file_id: file.id })
    expect(stolen).toMatchObject({ status: 422, body: { errors: [{ pointer: '/file_id' }] } })

    await send(ada, { file_id: file.id })
    expect([await status(grace, path), await status(linus, path)]).toEqual([200, 404])
    await ada.api('PUT', `${room}/members/${linus.userId}`)
    expect(await status(linus, path)).toBe(200)
    await ada.api('DELETE', `${room}/members/${linus.userId}`)
    expect(await status(linus, path)).toBe(404)

    // Forwarded by somebody who can read it.
    const other = await acme.room([linus], 'Other')
    expect((await send(ada, { file_id: file.id }, other)).status).toBe(201)
    expect(await status(linus, path)).toBe(200)
    expect(await status(grace, path)).toBe(200)
  })

  test('nobody of another workspace, and nobody by a name that is none of ours', async () => {
    const { path, file } = await upload(acme.ada)
    const globex = await team(server, `globex-${number}`)
    const elsewhere = path.replace(acme.path, globex.path)
    expect((await globex.ada.api('GET', path)).status).toBe(404)
    expect((await globex.ada.api('GET', elsewhere)).status).toBe(404)
    const sha256 = onDisk()[0] ?? ''
    for (const name of [sha256, '..%2fworkspace.db', `${file.id}%00`]) {
      expect(await status(acme.ada, `${acme.path}/files/${name}`)).toBe(404)
    }
  })
})

describe('a message with a file', () => {
  test('shows it in every list, with words or without', async () => {
    const { ada, grace } = acme
    const image = await upload(ada, png(3, 2), 'pixel.png')
    const notes = await upload(ada)
    const first = await send(ada, { file_id: image.file.id })
    expect(first.body).toMatchObject({ type: 'image', content: '', file: image.file })
    const second = await send(ada, { file_id: notes.file.id, content: 'My notes', type: 'file' })
    expect(second.body).toMatchObject({ type: 'file', content: 'My notes', file: notes.file })
    const third = await send(ada, { content: 'No file' })
    expect(third.body).toMatchObject({ type: 'text', file: null })
    const { body } = await grace.api<{ messages: Message[] }>('GET', `${room}/messages?limit=3`)
    expect(body.messages.map(({ file }) => file?.id)).toEqual([
      undefined,
      notes.file.id,
      image.file.id,
    ])
  })

  test.each([
    [{ type: 'image' }, '/file_id'],
    [{ type: 'file', content: 'x' }, '/file_id'],
    [{}, '/content'],
    [{ type: 'text', file_id: 'x' }, '/type'],
    [{ file_id: 'no-such-file' }, '/file_id'],
    [{ file_id: '../workspace.db' }, '/file_id'],
    [{ file_id: 7 }, '/file_id'],
  ])('needs what fits together: %p', async (body, pointer) => {
    expect(await send(acme.ada, body)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    })
  })

  test('is sent once with an Idempotency-Key, and with another file it is another', async () => {
    const one = await upload(acme.ada)
    const other = await upload(acme.ada)
    const headers = { 'idempotency-key': 'one' }
    const post = (file_id: string) =>
      acme.ada.api<Message>('POST', `${room}/messages`, { file_id }, { headers })
    const first = await post(one.file.id)
    expect(await post(one.file.id)).toMatchObject({ status: 201, body: first.body })
    expect(await post(other.file.id)).toMatchObject({ status: 422 })
  })

  test('takes its file with it, and a file that another one shows stays', async () => {
    const { file, path } = await upload(acme.ada)
    const messages: string[] = []
    for (let copy = 0; copy < 2; copy += 1) {
      messages.push((await send(acme.ada, { file_id: file.id })).headers.get('location') ?? '')
    }
    await acme.ada.api('DELETE', messages[0] ?? '')
    expect((await acme.ada.api('GET', messages[0] ?? '')).body).toMatchObject({ file: null })
    expect(await status(acme.grace, path)).toBe(200)
    expect(await acme.ada.api('DELETE', path)).toMatchObject({
      status: 409,
      body: { code: 'file_sent' },
    })
    await acme.ada.api('DELETE', messages[1] ?? '')
    expect(await status(acme.grace, path)).toBe(404)
    await until(() => onDisk().length === 0)
    await until(async () => ((await acme.contents())['unused_contents'] ?? []).length === 0)
  })

  test('goes with its room', async () => {
    const { file } = await upload(acme.ada)
    await send(acme.ada, { file_id: file.id })
    await acme.ada.api('DELETE', room)
    await until(() => onDisk().length === 0)
    expect((await acme.contents())['files']).toEqual([])
  })
})

describe('GET a file', () => {
  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-20', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=5-99999999999999999999', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-99999999999999999999', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes= 0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=10-', 416, null, 'bytes */10'],
    ['bytes = 10 - ', 416, null, 'bytes */10'],
    ['bytes=9007199254740993-', 416, null, 'bytes */10'],
    ['bytes=18446744073709551616-18446744073709551617', 416, null, 'bytes */10'],
    ['bytes=-0', 416, null, 'bytes */10'],
    ['bytes=5-4', 200, '0123456789', null],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['lines=0-1', 200, '0123456789', null],
  ])('answers Range: %s with %d', async (range, expected, content, contentRange) => {
    const { path } = await upload(acme.ada, '0123456789')
    const answer = await acme.ada.api('GET', path, undefined, { headers: { range } })
    expect(answer.status).toBe(expected)
    if (content !== null) expect(answer.body).toBe(content)
    else expect(answer.body).toMatchObject({ code: 'range_not_satisfiable' })
    expect(answer.headers.get('content-range')).toBe(contentRange)
    expect(answer.headers.get('content-length')).toBe(
      String(content?.length ?? answer.headers.get('content-length')),
    )
  })

  test('sends a part only of the version that they have, and nothing that they have', async () => {
    const { path } = await upload(acme.ada, '0123456789')
    const etag = (await acme.ada.api('GET', path)).headers.get('etag') ?? ''
    const get = (headers: Record<string, string>) =>
      acme.ada.api('GET', path, undefined, { headers })
    const range = 'bytes=0-3'
    expect((await get({ range, 'if-range': etag })).status).toBe(206)
    for (const other of ['"another"', `W/${etag}`, 'Mon, 23 Nov 2026 06:00:00 GMT']) {
      expect((await get({ range, 'if-range': other })).status).toBe(200)
    }
    expect(await get({ 'if-none-match': etag })).toMatchObject({ status: 304, body: null })
  })

  test('answers HEAD with the same headers', async () => {
    const { path } = await upload(acme.ada, '0123456789')
    const head = await acme.ada.api('HEAD', path)
    const get = await acme.ada.api('GET', path)
    expect([head.status, head.body]).toEqual([200, null])
    for (const name of ['content-type', 'content-length', 'etag', 'accept-ranges']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name))
    }
  })
})
