import { heavyEngine } from './heavy-engine.ts'
import { serve } from './serve.ts'

serve(heavyEngine, new URL('./heavy-worker.ts', import.meta.url))
