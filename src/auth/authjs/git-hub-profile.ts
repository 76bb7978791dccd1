import type { GitHubEmail, GitHubProfile } from '@auth/core/providers/github'

/** How long GitHub may take for one answer; milliseconds. */
const PATIENCE = 10_000

/**
 * Who has signed in at GitHub, with the primary address and whether GitHub has
 * verified it. The address of the profile itself is the one that people show in
 * public, which need not be theirs any more.
 *
 * @param api `https://api.github.com`
 */
export async function gitHubProfile(api: string, accessToken: string) {
  const [profile, emails] = await Promise.all([
    ask<GitHubProfile>(`${api}/user`, accessToken),
    ask<GitHubEmail[]>(`${api}/user/emails`, accessToken),
  ])
  const primary = emails.find(({ primary }) => primary)
  return { ...profile, email: primary?.email ?? null, email_verified: primary?.verified === true }
}

async function ask<Answer>(url: string, accessToken: string): Promise<Answer> {
  const response = await fetch(url, {
    // GitHub refuses requests without a User-Agent.
    headers: { authorization: `Bearer ${accessToken}`, 'user-agent': 'conclave' },
    signal: AbortSignal.timeout(PATIENCE),
  })
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`)
  return (await response.json()) as Answer
}
