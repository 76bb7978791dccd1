import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { SEVERAL } from '../harness/configuration.ts'
import type { Answer } from '../harness/conformance.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'
import type { OpenApiDocument, Operation } from './document.ts'
import { type Draft, Known, requestArbitrary } from './request-arbitrary.ts'
import { type Scene, setScene } from './scene.ts'

export interface Contract {
  /**
   * Sends that many generated requests of one operation, and holds every answer to the document.
   *
   * @returns how many answers had each status
   * @throws Error with the request, and the seed that makes it again
   */
  hold(operation: Operation, requests: number, seed?: number): Promise<Record<number, number>>
  stop(): Promise<void>
}

const RIVAL = 'rival'

/** Besides deleting: what takes away what the next requests would need. */
const spending = new Set(['setWorkspaceState', 'transferWorkspace', 'changePassword'])

export async function openContract(): Promise<Contract> {
  const server = await startServer({ poolMax: SEVERAL })
  const response = await fetch(`${server.url}/swagger/json`)
  const document = (await response.json()) as OpenApiDocument
  const ajv = new Ajv2020({ strict: false })
  addFormats(ajv)
  ajv.addSchema(document, 'document')
  const rival = await team(server, RIVAL)
  await rival.message(rival.ada, await rival.room([rival.grace]), 'for nobody else')
  const directory = server.services.tenants.directory.tenant(rival.tenant.id)

  const untouched = await digestOf(directory)

  return {
    stop: () => server.stop(),
    async hold(operation, requests, seed) {
      const counts: Record<number, number> = {}
      let scene: Scene | null = null
      const property = fc.asyncProperty(requestArbitrary(document, operation), async (draft) => {
        scene ??= await setScene(server, RIVAL)
        const answer = await send(server, operation, draft, scene)
        counts[answer.status] = (counts[answer.status] ?? 0) + 1
        if (isSpent(operation, answer)) scene = null
      })
      await fc.assert(property, {
        numRuns: requests,
        // What was asked before has changed the workspace: a smaller request proves nothing.
        endOnFailure: true,
        ...(seed === undefined ? {} : { seed }),
      })
      if ((await digestOf(directory)) !== untouched) {
        throw new Error(`${operation.operationId} changed another workspace`)
      }
      return counts
    },
  }

  /** @throws Error unless the answer is one that the document allows */
  async function send(
    server: TestServer,
    { method, path, body }: Operation,
    draft: Draft,
    { tokens, values }: Scene,
  ): Promise<Answer> {
    const target = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(real(draft.path[name], values))),
    )
    const query = draft.query.map(([name, value]) => [name, String(real(value, values))])
    const search = query.length === 0 ? '' : `?${new URLSearchParams(query.map(wellFormed))}`
    const sent = real(draft.body, values)
    const answer = await server.api(method, target + search, sent, {
      token: tokens[draft.caller],
      headers: draft.headers,
    })
    if (answer.status >= 500) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    const taken = answer.status < 300 && body?.schema ? parsed(sent) : undefined
    if (taken !== undefined) {
      const validate = ajv.compile({ $ref: `document${body?.schema?.['$ref']}` })
      if (!validate(taken)) throw new Error(`taken in spite of ${ajv.errorsText(validate.errors)}`)
    }
    return answer
  }
}

/** With what exists in the place of what stands for it. */
function real(value: unknown, values: Scene['values']): unknown {
  if (value instanceof Known) {
    const found = values[value.name]
    if (found === undefined) throw new Error(`the scene has no ${value.name}`)
    return found
  }
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => real(one, values))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, real(one, values)]))
}

/** The JSON that was sent; undefined without a body. */
function parsed(sent: unknown): unknown {
  if (typeof sent !== 'string' && !(sent instanceof Uint8Array)) return sent
  const text = typeof sent === 'string' ? sent : new TextDecoder().decode(sent)
  // A byte order mark may be ignored (RFC 8259 section 8.1), and the server does.
  return text === '' ? undefined : JSON.parse(text.replace(/^\uFEFF/, ''))
}

function wellFormed(pair: readonly string[]): string[] {
  return pair.map((text) => text.toWellFormed())
}

function isSpent({ method, operationId }: Operation, { status }: Answer): boolean {
  return (
    status < 300 &&
    ((method === 'DELETE' && operationId !== 'removeReaction') || spending.has(operationId))
  )
}

/**
 * Of every byte of a workspace but those of `-shm`, in which readers leave marks. By a process of
 * its own: closing a file drops the locks that this process has on it.
 */
async function digestOf(directory: string): Promise<string> {
  const command = [
    'find',
    '.',
    '-type',
    'f',
    '!',
    '-name',
    '*-shm',
    '-exec',
    'sha256sum',
    '{}',
    '+',
  ]
  const { stdout } = Bun.spawn(command, { cwd: directory, stdout: 'pipe' })
  const digest = await new Response(stdout).text()
  if (!digest.includes('workspace.db')) throw new Error(`nothing to look at: ${digest}`)
  return digest
}
