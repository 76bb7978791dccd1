// Prints a token that is good for everything that a person may do.
import { Auth } from '../../../src/auth/auth.ts'
import { AuthDatabase } from '../../../src/auth/auth-database.ts'

const [path = '', email = ''] = process.argv.slice(2)
const database = new AuthDatabase({ path })
const auth = new Auth(database)
const person = auth.people.findByEmail(email)
if (!person) throw new Error(`${email} is nobody`)
const { secret } = await database.write(() =>
  auth.tokens.create(person.id, {
    label: 'all',
    scopes: ['read', 'write', 'admin'],
    tenantId: null,
    expiresAt: null,
  }),
)
database.close()
console.log(secret)
