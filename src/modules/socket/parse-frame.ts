/** What a client sent: an object with a type, and whatever else. */
export interface ClientFrame {
  readonly type: string
  readonly [field: string]: unknown
}

/** @returns null for whatever is no JSON object with a type */
export function parseFrame(data: string | Uint8Array): ClientFrame | null {
  if (typeof data !== 'string') return null
  try {
    const value: unknown = JSON.parse(data)
    return isFrame(value) ? value : null
  } catch {
    return null
  }
}

function isFrame(value: unknown): value is ClientFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return 'type' in value && typeof value.type === 'string'
}
