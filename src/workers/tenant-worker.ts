import { workspaceEngine } from '../workspace-engine.ts'
import { answerRequests } from './answer-requests.ts'

/** The thread for what would stall the event loop: migrating and closing workspaces. */
answerRequests(workspaceEngine('normal'))
