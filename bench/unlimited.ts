/** One client of the bench stands for thousands of people. */
export const UNLIMITED = {
  RATE_LIMIT_READS: 'off',
  RATE_LIMIT_WRITES: 'off',
  RATE_LIMIT_WORKSPACE_READS: 'off',
  RATE_LIMIT_WORKSPACE_WRITES: 'off',
  SEARCH_SHARE: '100',
} as const
