/**
 * What a program did to the files below one directory, in the order in which it happened. Paths are
 * relative to that directory; '' is the directory itself.
 */
export type DiskEvent =
  | { kind: 'open'; path: string; create: boolean; truncate: boolean }
  /** `offset` null: at the end of the file, as it was then. */
  | { kind: 'write'; path: string; offset: number | null; data: Uint8Array }
  | { kind: 'copy'; path: string; offset: number; source: string; from: number; length: number }
  | { kind: 'truncate'; path: string; size: number }
  /** Room was reserved: the file is at least so long. */
  | { kind: 'extend'; path: string; size: number }
  /** A sync covers what was there when it started, and only once it has ended. Null: every file. */
  | { kind: 'sync-start'; path: string | null; id: number }
  | { kind: 'sync-end'; id: number; ok: boolean }
  | { kind: 'rename'; path: string; to: string }
  | { kind: 'link'; path: string; to: string }
  | { kind: 'unlink'; path: string }
  | { kind: 'mkdir'; path: string }
  | { kind: 'rmdir'; path: string }
  /** A call in which the program was killed, before it had any effect. */
  | { kind: 'cut-off' }
  /** What the program wrote to the file of marks, such as "row 17 is acknowledged". */
  | { kind: 'mark'; text: string }
  /** What the program sent through a socket: an answer is an acknowledgement. */
  | { kind: 'sent'; text: string }
