import { type Arriving, readJson } from './json-body.ts'

/** `parse: optionalJsonBody` where a request may do without a body, which then counts as `{}`. */
export async function optionalJsonBody(context: Arriving) {
  context.startedAt = performance.now()
  const { request } = context
  const length = request.headers.get('content-length')
  const none = length === '0' || (length === null && request.body === null)
  return none ? {} : await readJson(request)
}
