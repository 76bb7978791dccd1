import { answerRequests } from '../../src/workers/answer-requests.ts'
import { heavyEngine } from './heavy-engine.ts'

answerRequests(heavyEngine('normal'))
