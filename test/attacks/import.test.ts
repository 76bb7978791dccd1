import { test } from 'bun:test'
import { attackImports } from './import.ts'

/* What SQL makes of a file is tried in test/tenancy/transfer.test.ts. */
test('an export in which bytes are others is refused, or whole', () => attackImports(8, 1))
