import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { createWorkspaceFor } from '../../src/auth/create-workspace.ts'
import type { Services } from '../../src/services.ts'
import { converse, MEMBER } from './conversation.ts'
import { openQuietly } from './open-quietly.ts'

/** A data directory for the bench's servers: nobody has it open yet. */
export interface DataSet {
  readonly dataDir: string
  /** Of a member of every workspace, with all rights. */
  readonly token: string
  /** The secret of a session of theirs. */
  readonly session: string
  readonly authId: string
}

export interface WorkspaceSize {
  readonly people: number
  readonly messages: number
  /** See `Conversation`. */
  readonly moreRooms?: number
}

/** Makes a data directory with these workspaces, each with one room and its messages. */
export async function createWorkspaces(
  dataDir: string,
  slugs: readonly string[],
  size: WorkspaceSize,
): Promise<DataSet> {
  const services = openQuietly(dataDir)
  try {
    const { authId, ...secrets } = await createMember(services)
    for (const slug of slugs) {
      const tenant = await createWorkspaceFor(
        services.tenants,
        services.auth,
        { slug },
        authId,
        SYSTEM,
      )
      await services.tenants.pool.write(tenant, (db) => converse(db, { ...size, authId }))
    }
    return { dataDir, authId, ...secrets }
  } finally {
    await services.close()
  }
}

/** The one who makes all requests of the bench. */
export function createMember({ auth }: Services): Promise<Omit<DataSet, 'dataDir'>> {
  return auth.database.write(() => {
    const { id } = auth.people.findOrCreate(MEMBER)
    const { secret } = auth.tokens.create(id, {
      label: 'bench',
      scopes: ['read', 'write', 'admin'],
      tenantId: null,
      expiresAt: null,
    })
    const session = auth.sessions.create(id, { userAgent: 'bench' })
    return { authId: id, token: secret, session: session.secret }
  })
}
