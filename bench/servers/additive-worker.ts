import { answerRequests } from '../../src/workers/answer-requests.ts'
import { additiveEngine } from './additive-engine.ts'

answerRequests(additiveEngine('normal'))
