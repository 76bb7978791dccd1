import {
  badRequest,
  insufficientStorage,
  type Problem,
  tooLarge,
  unsupportedMediaType,
} from '../../problem.ts'
import type { Services } from '../../services.ts'
import {
  AttachmentBrokenOff,
  AttachmentTooLarge,
  NoRoomForAttachment,
} from '../../tenancy/attachments/errors.ts'
import type { Received } from '../../tenancy/attachments/receive.ts'

/** @throws Problem 413, 415: before anything of the body is read */
export function requireUploadable({ headers }: Request, limit: number): void {
  // The form would be stored, and not the file in it.
  const type = headers.get('content-type') ?? ''
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (/^\s*multipart\//i.test(type) || encoding.toLowerCase() !== 'identity') {
    throw unsupportedMediaType('application/octet-stream')
  }
  if (Number(headers.get('content-length')) > limit) throw tooLarge(limit)
}

/**
 * The body of the request, on the disk.
 *
 * @throws Problem 400, 413, 507
 */
export async function readUpload(
  { tenants }: Services,
  tenantId: string,
  request: Request,
  limit: number,
): Promise<Received> {
  const length = request.headers.get('content-length')
  const received = await tenants.attachments
    .receive(tenantId, request.body, { limit, length: length === null ? null : Number(length) })
    .catch((error: unknown) => {
      throw problemOf(error, limit) ?? error
    })
  if (received.bytes > 0) return received
  await tenants.attachments.discard(received)
  throw badRequest('body_required', 'This request needs the bytes of a file as its body.')
}

function problemOf(error: unknown, limit: number): Problem | undefined {
  if (error instanceof AttachmentTooLarge) return tooLarge(limit)
  if (error instanceof AttachmentBrokenOff) {
    return badRequest('unreadable_body', 'The body could not be read.')
  }
  if (error instanceof NoRoomForAttachment) {
    return insufficientStorage('There is no room left for this file.')
  }
  return undefined
}
