import { connect } from '../../../client/conclave.ts'
import type { UploadedFile } from '../../../client/generated/types.ts'
import type { Fetch } from '../../../client/options.ts'

/**
 * Uploads a file and tells how far that is, which `fetch` does not.
 *
 * @param progress told of the part that is there, from 0 to 1
 * @throws ConclaveProblem; TypeError when nobody answers; the reason of the signal
 */
export function upload(
  workspace: string,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  // What was begun is not begun again unasked: it may be large.
  const conclave = connect({ fetch: byRequest(progress), retries: 0 })
  return conclave.uploadFile({ workspace, filename: file.name, body: file }, { signal })
}

/** `fetch` for a body that is a Blob, by an XMLHttpRequest. */
function byRequest(progress: (part: number) => void): Fetch {
  return (url, { method = 'POST', headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(method, url)
      request.responseType = 'blob'
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total)
      request.onload = () => resolve(responseOf(request))
      request.onerror = () => reject(new TypeError('nobody answers'))
      request.onabort = () => reject(signal?.reason)
      signal?.addEventListener('abort', () => request.abort())
      request.send(body instanceof Blob ? body : null)
    })
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const line of request.getAllResponseHeaders().trim().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const { status, statusText } = request
  return new Response(request.response as Blob, { status, statusText, headers })
}
