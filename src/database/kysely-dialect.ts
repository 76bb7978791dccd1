import {
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

// Neither keeps anything from one query to the next, and every open tenant would have its own.
const ADAPTER = new SqliteAdapter()
const COMPILER = new SqliteQueryCompiler()

/** Kysely's own SQLite dialect with our driver under it. */
export class BunSqliteDialect implements Dialect {
  readonly #driver: Driver

  constructor(driver: Driver) {
    this.#driver = driver
  }

  createDriver(): Driver {
    return this.#driver
  }

  createAdapter(): SqliteAdapter {
    return ADAPTER
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return COMPILER
  }

  createIntrospector(db: Parameters<Dialect['createIntrospector']>[0]): SqliteIntrospector {
    return new SqliteIntrospector(db)
  }
}
