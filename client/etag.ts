/** By the very object that a call resolved with: the shapes on the wire have no room for it. */
const etags = new WeakMap<object, string>()

/** The ETag with which an answer came, for `ifMatch`; undefined where it had none. */
export function etagOf(answer: object): string | undefined {
  return etags.get(answer)
}

export function rememberEtag(answer: unknown, { headers }: Response): void {
  const etag = headers.get('etag')
  if (etag !== null && typeof answer === 'object' && answer !== null) etags.set(answer, etag)
}
