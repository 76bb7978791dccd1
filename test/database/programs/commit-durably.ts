import { openSync, writeSync } from 'node:fs'
import { openWorkspaceDatabase } from '../../../src/workspace-database.ts'
import { MARKS } from '../../power-loss/record.ts'

// Writes units at DURABILITY=full and marks each the moment it is answered. Run under
// test/power-loss/record.ts, which writes down when which sync began and ended.
const [scenario = '', path = ''] = process.argv.slice(2)
const marks = openSync(process.env[MARKS] ?? '/dev/null', 'a')
const db = openWorkspaceDatabase(path, { durability: 'full' })

const mark = (text: string) => writeSync(marks, text)
const turn = () => new Promise((resolve) => setImmediate(resolve))

function add(id: string): Promise<void> {
  return db.write(() => db.users.create({ id })).then(() => void mark(id))
}

/** Its COMMIT fails, which closes the file, and so deletes the log, and opens it again. */
function failAtCommit(): Promise<void> {
  const refused = db.write(() => {
    db.sql.prepare('PRAGMA defer_foreign_keys = ON').run()
    db.sql.prepare("INSERT INTO rooms (created_by) VALUES ('nobody')").run()
  })
  return refused.then(
    () => Promise.reject(new Error('the COMMIT did not fail')),
    () => undefined,
  )
}

const scenarios: Record<string, () => Promise<unknown>> = {
  /** Units alone and together, some while a sync runs, some while none does. */
  async stream() {
    const answers: Promise<unknown>[] = []
    for (let number = 1; number <= 40; number += 1) {
      answers.push(add(`unit-${number}`))
      if (number % 3 === 0) answers.push(add(`together-${number}`))
      await turn()
      if (number % 7 === 0) await Promise.all(answers)
      // Between this unit's COMMIT and its answer the file is closed and opened again.
      while (number % 10 === 0 && !db.users.findById(`unit-${number}`)) await turn()
      if (number % 10 === 0) await failAtCommit()
    }
    return Promise.all(answers)
  },

  /** What happens while one sync runs; `first` has to be answered by it, and nobody else. */
  async meanwhile() {
    await add('warm')
    let answered = false
    const first = add('first').then(() => {
      answered = true
    })
    while (!db.users.findById('first')) await turn()
    const nothing = db.write(() => undefined).then(() => void mark('nothing'))
    const others: Promise<void>[] = []
    let turns = 0
    for (; !answered; turns += 1) {
      // Not so many that SQLite would sync the log by itself, for a checkpoint.
      if (turns < 20) others.push(add(`other-${turns}`))
      await turn()
    }
    await Promise.all([first, nothing, ...others])
    console.log(JSON.stringify({ others: others.length }))
  },

  /** Kysely: each commit is answered by a sync that began after it; counts the turns meanwhile. */
  async kysely() {
    let turns = 0
    let ended = false
    const count = () => {
      turns += 1
      if (!ended) setImmediate(count)
    }
    setImmediate(count)
    await db.insertInto('users').values({ id: 'alone' }).execute()
    mark('alone')
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('users').values({ id: 'together-1' }).execute()
      await transaction.insertInto('users').values({ id: 'together-2' }).execute()
    })
    mark('together-1')
    const returned = await db
      .insertInto('users')
      .values({ id: 'returned' })
      .returning('id')
      .executeTakeFirstOrThrow()
    mark(returned.id)
    ended = true
    console.log(JSON.stringify({ turns }))
  },

  /** For a disk that refuses: says how everything ended. */
  async refused() {
    const answers = [
      db.write(() => db.users.create({ id: 'a' })),
      db.write(() => undefined),
      db.write(() => db.users.create({ id: 'b' })),
    ]
    await turn()
    // Committed or not by now: too late for the sync that runs.
    answers.push(db.write(() => db.users.create({ id: 'c' })))
    const names: string[] = []
    for (const answer of answers) names.push(await nameOf(answer))
    names.push(await nameOf(db.write(() => db.users.create({ id: 'd' }))))
    names.push(await nameOf(db.insertInto('users').values({ id: 'e' }).execute()))
    const transaction = db.transaction().execute((trx) => trx.selectFrom('users').execute())
    names.push(await nameOf(transaction))
    console.log(JSON.stringify({ names, problems: db.health().problems.length }))
  },
}

function nameOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'fulfilled',
    (error) => error.name,
  )
}

await scenarios[scenario]?.()
db.close()
