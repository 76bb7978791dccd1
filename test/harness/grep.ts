/**
 * Files below a directory that hold any of these texts, byte for byte. Another process
 * looks: one that has a database open must not open and close its files by other means.
 */
export async function filesThatHold(
  directory: string,
  needles: readonly string[],
): Promise<string[]> {
  const patterns = needles.flatMap((needle) => ['-e', needle])
  const grep = Bun.spawn(['grep', '-rlaiF', ...patterns, '--', directory], { stdout: 'pipe' })
  const found = await new Response(grep.stdout).text()
  await grep.exited
  return found.split('\n').filter((name) => name !== '')
}
