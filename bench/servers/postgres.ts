import { SQL } from 'bun'
import { DATABASE } from '../data/postgres.ts'
import { ROLES } from '../data/postgres-schema.ts'
import { PostgresStore, withinTenant, withoutTenant } from './peers/postgres-store.ts'
import { servePeer } from './peers/serve-peer.ts'

/** Twice the cores did best, of 4 to 32. */
const CONNECTIONS = 16

/** BENCH_SOCKET is where PostgreSQL listens; BENCH_RLS=no leaves row-level security out. */
await servePeer(async ({ durability }) => {
  const secured = process.env['BENCH_RLS'] !== 'no'
  const sql = new SQL({
    adapter: 'postgres',
    path: process.env['BENCH_SOCKET'] ?? '',
    username: secured ? ROLES.rls : ROLES.plain,
    database: DATABASE,
    max: Number(process.env['BENCH_CONNECTIONS'] ?? CONNECTIONS),
    connection: { synchronous_commit: durability === 'full' ? 'on' : 'off' },
  })
  return new PostgresStore(sql, secured ? withinTenant(sql) : withoutTenant(sql))
})
