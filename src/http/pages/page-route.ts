/** Of pages, for browsers: what they take are forms, and the document of the API has none. */
export const page = { parse: 'none', detail: { hide: true } } as const
