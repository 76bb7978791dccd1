import type { Examination } from '../src/database/examine-database.ts'
import { workspaceEngine } from '../src/workspace-engine.ts'

const engine = workspaceEngine('normal')

/** Looks at all of a workspace's file that nobody uses. It blocks. */
export function examineTenant(path: string, owner: string): Examination {
  return engine.examine(path, owner, true)
}
