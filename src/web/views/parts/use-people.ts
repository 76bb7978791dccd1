import type { User } from '../../../../client/generated/types.ts'
import { useWorkspace } from '../../use-workspace.ts'
import { nameOf } from './facts.ts'
import { type Load, useLoad } from './use-load.ts'

/** More than anybody looks through, and ten requests. */
const MOST = 1_000

/** The members of the workspace by name, the first thousand of them. */
export function usePeople(): Load<readonly User[]> {
  const { conclave, id, people } = useWorkspace()
  return useLoad(
    async (signal): Promise<readonly User[]> => {
      const users: User[] = []
      for await (const user of conclave.each(
        'listUsers',
        { workspace: id, limit: 100 },
        { signal },
      )) {
        if (user.role !== null) users.push(user)
        if (users.length === MOST) break
      }
      return users.sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
    },
    [id, people.version.value],
  )
}
