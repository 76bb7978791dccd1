import { Dialog, DialogBody } from '../../ui/dialog.tsx'
import type { OwnDialogProps } from '../dialogs.tsx'
import { commandKey } from '../shortcuts.ts'

const groups = [
  {
    title: 'Anywhere',
    keys: [
      [[commandKey, 'K'], 'Go to a room or a person'],
      [['/'], 'Search'],
      [['Alt', '↑ ↓'], 'To the room above or below'],
      [['Alt', 'Shift', '↑ ↓'], 'To the next room with something unread'],
      [['?'], 'These shortcuts'],
      [['Esc'], 'Close what is open'],
    ],
  },
  {
    title: 'Among messages',
    keys: [
      [['↑ ↓'], 'To the message above or below'],
      [['Home'], 'To the first message'],
      [['End'], 'To the newest message'],
    ],
  },
  {
    title: 'While writing',
    keys: [
      [['Enter'], 'Send'],
      [['Shift', 'Enter'], 'A new line'],
      [['↑'], 'Edit your last message, while nothing is written'],
      [['@'], 'Mention somebody'],
      [['Tab'], 'Take the name that is offered'],
    ],
  },
] as const

/** Which keys do what. */
export function ShortcutList({ onClose }: OwnDialogProps) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <DialogBody>
        {groups.map(({ title, keys }) => (
          <section key={title} class="shortcuts">
            <h3>{title}</h3>
            <dl>
              {keys.map(([combination, what]) => (
                <div key={what} class="shortcut">
                  <dt>{what}</dt>
                  <dd>
                    {combination.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </DialogBody>
    </Dialog>
  )
}
