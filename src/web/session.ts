import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Conclave } from '../../client/conclave.ts'
import type { Me } from '../../client/generated/types.ts'

/** Who is signed in to this browser, and the client that asks as them. */
export interface Session {
  readonly conclave: Conclave
  readonly me: Me
  /** Asks anew who that is and where they belong. */
  readonly refresh: () => Promise<Me>
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('this is shown to signed-in people only')
  return session
}
