// Prints the secret of a new session of a person.
import { Auth } from '../../../src/auth/auth.ts'
import { AuthDatabase } from '../../../src/auth/auth-database.ts'

const [path = '', email = ''] = process.argv.slice(2)
const database = new AuthDatabase({ path })
const auth = new Auth(database)
const person = auth.people.findByEmail(email)
if (!person) throw new Error(`${email} is nobody`)
const { secret } = await database.write(() => auth.sessions.create(person.id, { userAgent: null }))
database.close()
console.log(secret)
