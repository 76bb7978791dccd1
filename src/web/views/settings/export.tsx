import { useState } from 'preact/hooks'
import { Radio } from '../../ui/choice.tsx'
import { Choices } from '../../ui/choices.tsx'
import { DownloadIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { Section } from '../parts/section.tsx'

type Format = 'sqlite' | 'jsonl'

/** The whole workspace as one file. The browser downloads it, however large it is. */
export function Export() {
  const { slug } = useWorkspace()
  const [format, setFormat] = useState<Format>('sqlite')
  return (
    <Section
      title="Export"
      hint="Everything in this workspace as one file, for safekeeping or to move it to another server."
    >
      <div class="fields">
        <Choices legend="Format" name="format" boxed>
          <Radio
            label="SQLite database"
            hint="Can be imported again, and opened with any SQLite tool."
            name="format"
            value="sqlite"
            initially
            onChange={() => setFormat('sqlite')}
          />
          <Radio
            label="JSON lines"
            hint="One record in a line, for your own programs."
            name="format"
            value="jsonl"
            onChange={() => setFormat('jsonl')}
          />
        </Choices>
        <Note>
          It holds all messages, also of private and direct rooms. The export is noted in the audit
          log.
        </Note>
        <div class="buttons">
          <a
            class="button primary"
            href={`/workspaces/${slug}/export?format=${format}`}
            download={`${slug}.${format === 'sqlite' ? 'db' : 'jsonl'}`}
          >
            <DownloadIcon /> Download
          </a>
        </div>
      </div>
    </Section>
  )
}
