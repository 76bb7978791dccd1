import { render } from 'preact'
import { App } from './app.tsx'
import { watchAttention } from './attention.ts'
import { keepPage } from './keep-page.ts'
import { followLinks } from './location.ts'
import { showTitle } from './page-title.ts'
import { applyTheme } from './ui/theme.ts'

applyTheme()
followLinks()
keepPage()
watchAttention()
showTitle()
const root = document.getElementById('app')
if (root !== null) render(<App />, root)
