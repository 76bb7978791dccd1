import type { Adapter } from '@auth/core/adapters'
import { type Database, KyselyAdapter } from '@auth/kysely-adapter'
import {
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type SchemableIdentifierNode,
  type UnknownRow,
} from 'kysely'
import type { AuthDatabase } from '../auth-database.ts'

/** The tables of the Auth.js adapter, by our names. */
const TABLES: ReadonlyMap<string, string> = new Map([
  ['User', 'users'],
  ['Account', 'accounts'],
  ['Session', 'sessions'],
  ['VerificationToken', 'verification_tokens'],
])

/**
 * The Auth.js adapter on the auth database (https://authjs.dev/getting-started/adapters/kysely).
 * It names its tables in the singular; ours are named as in the design.
 */
export function kyselyAdapter(database: AuthDatabase): Adapter {
  const renamed: unknown = database.withPlugin(new TableNames())
  return KyselyAdapter(renamed as Kysely<Database>)
}

class TableNames implements KyselyPlugin {
  readonly #renamer = new TableRenamer()

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#renamer.transformNode(node, queryId)
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result
  }
}

class TableRenamer extends OperationNodeTransformer {
  protected override transformSchemableIdentifier(
    ...[node, queryId]: Parameters<OperationNodeTransformer['transformSchemableIdentifier']>
  ): SchemableIdentifierNode {
    const transformed = super.transformSchemableIdentifier(node, queryId)
    const name = TABLES.get(transformed.identifier.name)
    if (name === undefined) return transformed
    return { ...transformed, identifier: { ...transformed.identifier, name } }
  }
}
