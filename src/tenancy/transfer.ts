/** `jsonl` is for other programs; only `sqlite` can be imported again. */
export type ExportFormat = 'sqlite' | 'jsonl'

/** One tenant, all of it, into one file that needs nothing else. */
export interface TenantExport {
  readonly format: ExportFormat
  /** Its database, live or not. */
  readonly path: string
  readonly owner: string
  /** The directory of its attachments. */
  readonly files: string
  /** A file that does not exist yet. */
  readonly target: string
  readonly slug: string
  readonly name: string
}

/** A new tenant's database and attachments out of such a file. */
export interface TenantImport {
  /** The file that somebody brings; it is only read. */
  readonly path: string
  /** Where the database is to be, and the directory of the attachments. */
  readonly target: string
  readonly files: string
  readonly owner: string
  /**
   * Whether its people are those of this installation. Otherwise each is linked
   * again, by e-mail address, when they first come.
   */
  readonly sameInstallation: boolean
  /** The registry's database: whoever was erased from it comes back with no file. */
  readonly registryPath: string
}

/** Whoever begins a new tenant, as they stand in it. */
export interface Founder {
  /** Their id in the shared database. */
  readonly auth_id: string
  readonly email: string
  readonly name: string
  readonly username: string
}

/** A new tenant that is laid out like another one, without anything that people put into that. */
export interface TenantTemplate {
  /** The other one's database, live or not, and whose it is. */
  readonly path: string
  readonly template: string
  /** Where the database is to be, and whose. */
  readonly target: string
  readonly owner: string
  readonly founder: Founder
}
