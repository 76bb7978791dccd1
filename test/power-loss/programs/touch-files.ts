// Changes files in every way that Bun offers, so that a test can see whether the record misses one.
import { Database } from 'bun:sqlite'
import * as fs from 'node:fs'

const [directory = ''] = process.argv.slice(2)
const at = (name: string) => `${directory}/${name}`

fs.writeFileSync(at('whole'), 'written whole')
fs.writeFileSync(at('whole'), 'shorter')
fs.appendFileSync(at('whole'), ' and longer')
await fs.promises.writeFile(at('promised'), 'promised')
await Bun.write(at('bun'), 'b'.repeat(200_000))
await Bun.write(at('bun-copy'), Bun.file(at('bun')))

const file = fs.openSync(at('positions'), 'w+')
fs.writeSync(file, 'abc')
fs.writeSync(file, Buffer.from('def'), 0, 3, 10)
fs.writevSync(file, [Buffer.from('g'), Buffer.from('hi')])
fs.writevSync(file, [Buffer.from('j'), Buffer.from('kl')], 20)
fs.ftruncateSync(file, 22)
fs.fsyncSync(file)
fs.fdatasyncSync(file)
await new Promise((resolve) => fs.fdatasync(file, resolve))
fs.closeSync(file)
fs.truncateSync(at('positions'), 21)

const handle = await fs.promises.open(at('handle'), 'a')
await handle.write('one')
await handle.appendFile('two')
await handle.datasync()
await handle.close()
const stream = fs.createWriteStream(at('stream'))
for (let line = 0; line < 100; line++) stream.write(`line ${line}\n`)
await new Promise((resolve) => stream.end(resolve))
const sink = Bun.file(at('sink')).writer()
sink.write('sunk')
await sink.end()

fs.mkdirSync(at('deep/er'), { recursive: true })
fs.mkdirSync(at('gone/er'), { recursive: true })
fs.rmSync(at('gone'), { recursive: true })
fs.renameSync(at('bun'), at('deep/er/bun'))
await fs.promises.rename(at('deep'), at('deeper'))
fs.copyFileSync(at('whole'), at('deeper/copy'))
fs.linkSync(at('whole'), at('linked'))
fs.appendFileSync(at('linked'), ' through a link')
fs.unlinkSync(at('whole'))
fs.mkdtempSync(at('temporary-'))

// Written after it lost its name, and beside a new file of that name.
const orphan = fs.openSync(at('orphan'), 'w')
fs.unlinkSync(at('orphan'))
fs.writeFileSync(at('orphan'), 'new')
fs.writeSync(orphan, 'a longer text into the old file')
fs.fsyncSync(orphan)
fs.closeSync(orphan)

for (const mode of ['WAL', 'DELETE', 'TRUNCATE', 'PERSIST']) {
  using database = new Database(at(`${mode}.db`), { readwrite: true, create: true, strict: true })
  database.run(`PRAGMA journal_mode = ${mode}`)
  database.run('CREATE TABLE numbers (n)')
  for (let n = 0; n < 20; n++) database.run('INSERT INTO numbers VALUES (?)', [n])
  database.run(`VACUUM INTO '${at(`${mode}-copy.db`)}'`)
}
