/** The file is not one that this code would have exported; the message says why. */
export class ImportRefused extends Error {
  override name = 'ImportRefused'
}
