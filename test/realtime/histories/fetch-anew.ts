/** On a connection of its own: one that was left over from before a restart is of no use. */
export const fetchAnew = ((input: RequestInfo | URL, init?: RequestInit) =>
  fetch(input, { ...init, keepalive: false })) as typeof fetch
