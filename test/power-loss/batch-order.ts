/**
 * In which order a batch does what it does: the right one, alone or until it is killed with logs
 * that were not synced, and wrong ones.
 */
export type BatchOrder =
  | 'right'
  | 'killed'
  | 'names-not-synced'
  | 'logs-not-synced'
  | 'recorded-before-the-sync'
  | 'closed-before-the-sync'
