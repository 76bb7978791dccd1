import { Elysia } from 'elysia'

/** The least that Elysia can do: what every route of ours is compared with. */
const app = new Elysia()
  .get('/', () => ({ hello: 'world' }))
  .listen({ hostname: '127.0.0.1', port: 0 })

console.log(JSON.stringify({ url: `http://127.0.0.1:${app.server?.port}` }))
process.once('SIGTERM', () => process.exit(0))
