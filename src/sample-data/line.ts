/** Who speaks: a username of people.ts, or the workspace's owner where there is one. */
export type Speaker =
  | 'maya'
  | 'tomas'
  | 'priya'
  | 'jonas'
  | 'aiko'
  | 'sam'
  | 'lena'
  | 'ruth'
  | 'owner'

/** What happens to a message minutes after it was sent: corrected from `was`, or deleted. */
export type Afterwards = { readonly was: string } | { readonly deleted: true }

export type Line = readonly [speaker: Speaker, text: string, afterwards?: Afterwards]

/** One stretch of talk; a room is a list of them, oldest first. `{owner}` stands for a first name. */
export type Thread = readonly Line[]
