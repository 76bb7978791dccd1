/** The other screen of a terminal, which gives back what was there before (xterm's DECSET 1049). */
const ENTER = '\x1b[?1049h\x1b[?25l'
const LEAVE = '\x1b[?25h\x1b[?1049l'
/** To the upper left corner; what is written over is erased line by line, so that nothing flickers. */
const HOME = '\x1b[H'
const REST_OF_LINE = '\x1b[K'
const REST_OF_SCREEN = '\x1b[J'
const bold = (text: string) => `\x1b[1m${text}\x1b[22m`

/** A terminal that is drawn on until somebody presses q. */
export interface Screen {
  /** Lines without an indent stand out. Those that do not fit are left out. */
  draw(lines: readonly string[]): void
  /** Resolves with true when somebody wants to leave, with false after so many milliseconds. */
  left(within: number): Promise<boolean>
  close(): void
}

/** Ctrl-C is a key like others while a program has the terminal to itself. */
const LEAVING = ['q', 'Q', '\x03', '\x04']

export function openScreen({ stdin, stdout }: Pick<NodeJS.Process, 'stdin' | 'stdout'>): Screen {
  const quit = Promise.withResolvers<true>()
  const leave = () => quit.resolve(true)
  const read = (keys: Buffer) => {
    if (LEAVING.some((key) => keys.includes(key))) leave()
  }
  let lines: readonly string[] = []
  const redraw = () => stdout.write(HOME + fitted(lines, stdout) + REST_OF_SCREEN)
  stdin.setRawMode(true)
  stdin.on('data', read)
  stdout.on('resize', redraw)
  process.on('SIGTERM', leave)
  process.on('SIGHUP', leave)
  stdout.write(ENTER)
  return {
    draw(next) {
      lines = next
      redraw()
    },
    left: (within) => Promise.race([quit.promise, Bun.sleep(within).then(() => false)]),
    close() {
      stdout.write(LEAVE)
      stdin.setRawMode(false)
      stdin.off('data', read).pause()
      stdout.off('resize', redraw)
      process.off('SIGTERM', leave)
      process.off('SIGHUP', leave)
    },
  }
}

/** A terminal that does not know its size says that it has none. */
export function sizeOf({ columns, rows }: Pick<NodeJS.WriteStream, 'columns' | 'rows'>) {
  return { columns: columns || 80, rows: rows || 24 }
}

function fitted(lines: readonly string[], stdout: NodeJS.WriteStream): string {
  const { columns, rows } = sizeOf(stdout)
  return lines
    .slice(0, rows - 1)
    .map((line) => line.slice(0, columns))
    .map((line) => (line.startsWith(' ') ? line : bold(line)) + REST_OF_LINE)
    .join('\r\n')
}
