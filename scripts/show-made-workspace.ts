import type { Result } from '../src/control/operation-types.ts'

/** What a person is shown of a new workspace. */
export function showMadeWorkspace(made: Result<'tenant:create'>): string {
  const { id, slug, name, owner, token, path } = made
  return [
    `Created the workspace ${slug} (${name}).`,
    `  id     ${id}`,
    `  path   ${path}`,
    ...(owner === null
      ? ['  owner  nobody, so nobody can enter it: create it with --owner EMAIL']
      : [`  owner  ${owner}`]),
    ...(token === null ? [] : [`  token  ${token}   (shown once: keep it)`]),
  ].join('\n')
}
