import { test } from 'bun:test'
import { openAndEvict } from '../tenancy/open-and-evict.ts'

/** The long form of what test/tenancy/descriptors.test.ts does some hundred times. */
test('thousands of openings and evictions leave no descriptor behind', () => openAndEvict(2_100))
