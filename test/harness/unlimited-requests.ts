/** For servers that a test asks more of in a second than people do in an hour. */
export const UNLIMITED_REQUESTS = {
  RATE_LIMIT_READS: 'off',
  RATE_LIMIT_WRITES: 'off',
  RATE_LIMIT_WORKSPACE_READS: 'off',
  RATE_LIMIT_WORKSPACE_WRITES: 'off',
} as const
