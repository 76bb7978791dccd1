import type { Thread } from '../line.ts'

export const design: readonly Thread[] = [
  [
    [
      'aiko',
      'New booking screen, third round. Changes: one column on phones, the price moved next to the button.',
    ],
    ['lena', 'The price by the button is much better.'],
    ['jonas', 'Does the summary stay visible when the keyboard is open?'],
    ['aiko', 'It collapses to one line: court, time, price.'],
    ['jonas', 'Perfect, that I can build with what we have.'],
    ['maya', 'Could "Book" say what it books? "Book court 3" or so.'],
    ['aiko', 'Good idea. I check how long it gets in German.'],
    ['jonas', '"Platz 3 buchen". Shorter than I feared.'],
  ],
  [
    ['aiko', 'I watched the rowing club set up their account with Sam. Two pages of notes.'],
    [
      'aiko',
      'Biggest one: they looked for "boats" in the menu for four minutes. We call it "resources", nobody else does.',
    ],
    ['lena', 'In sales calls I say "courts" and everybody nods, even the swimmers.'],
    ['aiko', 'What if each club picks its word once? Courts, lanes, boats, rooms.'],
    ['jonas', 'The word shows up in 63 strings. Doable, but plurals in Polish will hurt.'],
    ['lena', 'I can do the Polish plurals. All four of them.'],
    ['aiko', 'Then I draw the one question at setup: "What do your members book?"'],
    ['maya', 'I love this. It is small and will be felt by everyone.'],
  ],
  [
    ['aiko', 'The red that we use for full days fails contrast on the dark theme, 3.2 to 1.'],
    ['jonas', 'What do we need?'],
    [
      'aiko',
      '4.5 for text. I propose #ff8a80 on dark, the current one stays on light.',
      { was: 'I propose #ff8080 on dark, the current one stays on light.' },
    ],
    ['jonas', 'Also full days are told by colour only. A hatch pattern as well?'],
    ['aiko', 'Yes! Thank you, I wanted to suggest it and forgot.'],
    ['jonas', 'In the next build.'],
  ],
  [
    ['lena', 'Could I get the logo in white on transparent for the fair banner? 3 metres wide.'],
    ['aiko', 'Vector is in brand/logo/larkspur-white.svg, it is as wide as you want.'],
    ['lena', 'The printer asks for "a JPG in high quality".'],
    ['aiko', 'Please do not send them a JPG.', { deleted: true }],
    ['aiko', 'I made them a PDF with bleed, tell them to call me if they have questions.'],
    ['lena', 'They called it "very professional". You are a star.'],
  ],
  [
    ['jonas', 'Small question: empty state of the waiting list. Now it says "No entries."'],
    [
      'aiko',
      '"Nobody is waiting. When a slot is full, members can ask to be told as soon as it is free."',
    ],
    ['lena', 'And a link to switch it on if it is off?'],
    ['aiko', 'Yes: "Waiting list is off for this court. Turn on".'],
    ['jonas', 'In. Two lines of text and the page makes sense at last.'],
  ],
  [
    [
      'aiko',
      'Icons: I would like to go from 48 down to 20. Most of them sit next to a word that says the same.',
    ],
    ['maya', 'Which ones do you keep?'],
    ['aiko', 'Those in the toolbar, the states (confirmed, waiting, cancelled), and the arrow.'],
    ['lena', 'Will people not find it bare?'],
    ['aiko', 'I tested the bare one with four people. One noticed, and said that it looks calmer.'],
    ['jonas', 'It also removes 30 KB. I am in favour of calm.'],
    ['maya', 'Calm it is.'],
  ],
  [
    [
      'aiko',
      'Date picker grid is drawn: week starts by locale, today has a ring, full days the hatch.',
    ],
    ['jonas', 'What does the arrow key do at the end of a month?'],
    ['aiko', 'Goes on into the next one. Page Up and Page Down change the month.'],
    ['jonas', 'That is what the ARIA practices say too, nice.'],
    ['lena', 'Can it show school holidays? Clubs plan around them.'],
    ['aiko', 'A thin line under the days, maybe. Where would the dates come from?'],
    ['lena', 'I find out and come back to you.', { was: 'I find out and come back to yuo.' }],
  ],
]
