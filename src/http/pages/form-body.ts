import { tooLarge, unsupportedMediaType } from '../../problem.ts'

/** 16 KB: our forms have a few short fields. */
const limit = 16_384

const mediaType = 'application/x-www-form-urlencoded'

/**
 * The fields of a form that a page has posted; the routes of forms take
 * `parse: 'none'`. A field that comes twice counts once, the first time.
 *
 * @throws Problem 415 for another media type, 413 above the limit
 */
export async function readForm(request: Request): Promise<(name: string) => string> {
  const { headers } = request
  if (Number(headers.get('content-length')) > limit) throw tooLarge(limit)
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== mediaType) throw unsupportedMediaType(mediaType)
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > limit) throw tooLarge(limit)
  }
  const fields = new URLSearchParams(text + decoder.decode())
  return (name) => fields.get(name) ?? ''
}
