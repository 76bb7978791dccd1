import { type Static, t } from 'elysia'
import type { FileRow } from '../models/rows.ts'
import { fileExample } from './examples.ts'
import { integer, nullable, record } from './schema.ts'

const pixels = nullable(
  integer({ minimum: 1, description: 'In pixels, as it is shown; null unless it is an image.' }),
)

/** Something uploaded, by itself or with the message that shows it. */
export const UploadedFile = record(
  'UploadedFile',
  {
    id: t.String({
      description: 'Its content is at `/workspaces/{workspace}/files/{file}`.',
      examples: [fileExample.id],
    }),
    name: t.String({ description: 'As its uploader called it.', examples: [fileExample.name] }),
    media_type: t.String({
      description: 'What its bytes are, whatever was said of them.',
      examples: [fileExample.media_type],
    }),
    bytes: integer({ minimum: 1, examples: [fileExample.bytes] }),
    width: pixels,
    height: pixels,
  },
  { examples: [fileExample] },
)
export type UploadedFile = Static<typeof UploadedFile>

export function toFile({ id, name, media_type, bytes, width, height }: FileRow): UploadedFile {
  return { id, name, media_type, bytes, width, height }
}
