/** The values of `:name` in a pattern, or null where the path is not of it. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const [wanted, given] = [pattern, path].map((one) => one.replace(/\/$/, '').split('/'))
  if (wanted === undefined || given === undefined || wanted.length !== given.length) return null
  const values: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) values[part.slice(1)] = decode(value)
    else if (part !== value) return null
  }
  return values
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
