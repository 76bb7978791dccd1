// Moves a log into its database, as the worker does, and prints the name of what stood against it.
import { checkpoint } from '../../../src/database/checkpoint.ts'

const [path = ''] = process.argv.slice(2)
try {
  checkpoint(path)
} catch (error) {
  console.log((error as Error).name)
}
