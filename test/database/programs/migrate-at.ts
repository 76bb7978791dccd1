import { Connection } from '../../../src/database/connection.ts'
import { migrate } from '../../../src/database/migrate.ts'
import { MigrationList } from '../../../src/database/migration-list.ts'

// Migrates the file through many small steps once a line comes; says which ones it ran.
const [path = '', count = '1'] = process.argv.slice(2)
const names = Array.from({ length: Number(count) }, (_, index) => index + 1)
const list = new MigrationList(
  names.map((number) => ({
    name: `${String(number).padStart(4, '0')}-step`,
    // Run twice, either statement would fail or leave two rows.
    up:
      number === 1
        ? ['CREATE TABLE steps (number INTEGER)', 'INSERT INTO steps VALUES (1)']
        : [`CREATE TABLE step_${number} (id)`, `INSERT INTO steps VALUES (${number})`],
    down: [],
  })),
)
const connection = new Connection(path, { busyTimeout: 20_000 })
process.stdout.write('ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve).once('end', resolve))
const { steps } = migrate(connection, list, 'owner')
connection.close()
process.stdout.write(`${steps.length}\n`)
process.exit(0)
