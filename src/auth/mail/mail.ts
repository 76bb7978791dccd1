/** One message to one person. */
export interface Mail {
  /** An address alone, as {@link isEmail} takes it. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A way for mail to leave the server. */
export interface Delivery {
  /** Rejects when nobody has taken it over. */
  deliver(mail: Mail): Promise<void>
}
