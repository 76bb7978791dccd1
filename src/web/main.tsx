import { render } from 'preact'
import { App } from './app.tsx'
import { followLinks } from './location.ts'
import { applyTheme } from './ui/theme.ts'

applyTheme()
followLinks()
const root = document.getElementById('app')
if (root !== null) render(<App />, root)
