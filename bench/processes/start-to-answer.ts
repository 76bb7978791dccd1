import { type BenchServer, startConclave } from './server.ts'

/** A server that has answered once, and how long that took from the start of its process. */
export interface Answered {
  readonly server: BenchServer
  readonly milliseconds: number
}

/** Starts the server and asks for the first message of a workspace. */
export async function startToAnswer(
  dataDir: string,
  workspace: string,
  token: string,
): Promise<Answered> {
  const start = performance.now()
  const server = await startConclave(dataDir)
  const url = `http://127.0.0.1:${server.port}/workspaces/${workspace}/rooms/1/messages/1`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await answer.arrayBuffer()
  const milliseconds = performance.now() - start
  if (answer.status === 200) return { server, milliseconds }
  await server[Symbol.asyncDispose]()
  throw new Error(`the first answer was ${answer.status}`)
}
