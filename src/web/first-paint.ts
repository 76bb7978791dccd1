import { keptTheme } from './ui/kept-theme.ts'

// Before anything is painted: who has chosen dark is not to see a white page first.
const theme = keptTheme()
if (theme !== 'system') document.documentElement.dataset['theme'] = theme
