import { Connection } from '../../../src/database/connection.ts'

// Holds the write lock of the file until a line or the end of input comes, then commits.
const [path = ''] = process.argv.slice(2)
const connection = new Connection(path)
connection.execute('BEGIN IMMEDIATE')
connection.execute("INSERT INTO notes (text) VALUES ('by the other process')")
process.stdout.write('locked\n')
await new Promise((resolve) => process.stdin.once('data', resolve).once('end', resolve))
connection.execute('COMMIT')
connection.close()
process.exit(0)
