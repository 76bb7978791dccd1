import { Elysia } from 'elysia'
import { project } from '../../auth/project.ts'
import { readAs, readAsOrWithout, writeAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { notModified } from '../../http/etag.ts'
import { toFile, UploadedFile } from '../../http/file.ts'
import { answer, bytes, operation } from '../../http/operation.ts'
import { FilePath, WorkspacePath } from '../../http/parameters.ts'
import { PersonalPermits } from '../../http/personal-permits.ts'
import { conflict, notFound, storageQuotaExceeded } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { download, fileEtag } from './download.ts'
import { imageSize } from './image-size.ts'
import { MEDIA_TYPES, mediaTypeOf } from './media-type.ts'
import { readUpload, requireUploadable } from './read-upload.ts'
import { MOST_UNSENT, requireFewUnsent } from './require-few-unsent.ts'
import { requireRoomFor } from './require-room-for.ts'
import { UploadQuery } from './schema.ts'
import { tidyName } from './tidy-name.ts'

const tag = 'Files'

/** Uploads of one person that come in at the same time: each may be as slow as it likes. */
const MOST = 8

/** What messages of type `image` and `file` show. */
export function files(services: Services) {
  const { config, tenants } = services
  const { pool, attachments, scrubs } = tenants
  const limit = config.maxFileBytes
  const permits = new PersonalPermits({
    name: 'uploads',
    most: MOST,
    detail: `At most ${MOST} of your uploads can run at the same time.`,
    later: 1,
  })
  return new Elysia({ prefix: '/workspaces/:workspace/files' })
    .use(inWorkspace(services))
    .post(
      '/',
      async ({ access, params, query, request, set }) => {
        requireUploadable(request, limit)
        // Before a large body comes for nothing.
        await readAs(pool, access, (db, me) => {
          requireFewUnsent(db, me)
          requireRoomFor(db, request)
        })
        const giveBack = permits.take(access.caller.personId)
        try {
          const received = await readUpload(services, access.id, request, limit)
          const media_type = mediaTypeOf(received.head)
          const { width, height } = imageSize(media_type, received.head) ?? NO_SIZE
          const row = await attachments.keep(access, received, (db) => {
            const me = project(db, access.caller)
            requireFewUnsent(db, me)
            const file = db.files.create({
              user_id: me.id,
              name: tidyName(query.filename ?? 'file'),
              media_type,
              bytes: received.bytes,
              sha256: received.sha256,
              width,
              height,
            })
            // Afterwards: what is there already needs no room.
            if (db.roomLeft < 0) throw storageQuotaExceeded()
            return file
          })
          set.status = 201
          Object.assign(set.headers, {
            location: `/workspaces/${params.workspace}/files/${row.id}`,
            etag: fileEtag(row),
          })
          return toFile(row)
        } finally {
          giveBack()
        }
      },
      {
        params: WorkspacePath,
        query: UploadQuery,
        parse: 'none',
        detail: operation({
          id: 'uploadFile',
          tag,
          summary: 'Upload a file',
          description:
            `The body is the file itself, of at most ${limit} bytes, whatever its Content-Type says: what ` +
            'it is, is read from its bytes. Then send a message with its id as `file_id`. Until then ' +
            `it is yours alone, and is gone after 24 hours; you may have ${MOST_UNSENT} such files.`,
          rawBody: true,
          answers: {
            201: answer('The file.', UploadedFile, { Location: 'Its path.', ETag: 'Its version.' }),
          },
          problems: [403, 409, 429, 507],
        }),
      },
    )
    .get(
      '/:file',
      async ({ access, params, request, set }) => {
        const file = await readAsOrWithout(pool, access, (db, me) =>
          me === null ? null : db.files.findReadable(params.file, me.id),
        )
        if (file === null) throw notFound('file')
        if (notModified(request, set, fileEtag(file))) {
          Object.assign(set.headers, { 'cache-control': 'private, no-cache' })
          return undefined
        }
        return download(request, file, await attachments.find(access.id, file.sha256))
      },
      {
        params: FilePath,
        detail: operation({
          id: 'downloadFile',
          tag,
          summary: 'Download a file',
          description:
            'For its uploader until a message shows it, and from then on for the members of the rooms ' +
            'in which such a message stands. Images are shown in the browser, others saved. ' +
            'One range of bytes can be asked for.',
          requestHeaders: {
            Range: 'Which bytes are wanted, such as `bytes=0-1023`.',
            'If-Range': 'The ETag of what you have a part of: if it is another, all of it is sent.',
          },
          answers: {
            200: bytes('The file.', MEDIA_TYPES, DOWNLOAD_HEADERS),
            206: bytes('The part of it.', MEDIA_TYPES, {
              ...DOWNLOAD_HEADERS,
              'Content-Range': 'Which bytes these are, and of how many.',
            }),
            304: 'You have it already.',
          },
          problems: [403, 416],
        }),
      },
    )
    .delete(
      '/:file',
      async ({ access, params, set }) => {
        await writeAs(pool, access, (db, me) => {
          const file = db.files.findReadable(params.file, me.id)
          if (file === null) throw notFound('file')
          if (!db.files.deleteUnattached(file.id)) {
            throw conflict('file_sent', 'It goes with the messages that show it: delete those.')
          }
        })
        scrubs.soon(access.id)
        set.status = 204
      },
      {
        params: FilePath,
        detail: operation({
          id: 'deleteFile',
          tag,
          summary: 'Delete an upload that was not sent',
          answers: { 204: 'It is deleted.' },
          problems: [403, 409, 507],
        }),
      },
    )
}

const NO_SIZE = { width: null, height: null }

const DOWNLOAD_HEADERS = {
  ETag: 'Its version.',
  'Accept-Ranges': 'bytes',
  'Content-Disposition':
    '`inline` for images, whose names end as images do; otherwise `attachment`, with its name.',
}
