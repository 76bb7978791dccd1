import type { Speaker, Thread } from '../line.ts'

export interface DirectConversation {
  readonly pair: readonly [Speaker, Speaker]
  readonly threads: readonly Thread[]
}

export const direct: readonly DirectConversation[] = [
  {
    pair: ['tomas', 'priya'],
    threads: [
      [
        ['priya', 'Do you have ten minutes on the import before standup?'],
        ['tomas', 'Sure, what is it?'],
        [
          'priya',
          'Files with more than 5,000 events. I read them in one go and the preview takes 8 seconds.',
        ],
        ['tomas', 'Is it parsing or the conflict check?'],
        ['priya', 'The check, one query per event.'],
        ['tomas', 'Load the bookings of the range once, sort both, walk them together.'],
        ['priya', 'A merge. Of course. I was already drawing an interval tree.'],
        ['priya', '8 seconds → 90 ms.', { was: '8 seconds → 900 ms.' }],
        ['tomas', 'And no tree was harmed.'],
      ],
      [
        ['tomas', 'I am away on Monday and Tuesday. Would you hold the pager?'],
        ['priya', 'Yes, if you take the weekend of the 12th.'],
        [
          'tomas',
          'Deal. Runbook is up to date, the odd one is "disk at 80%": that is the export folder, empty it.',
        ],
        ['priya', 'Then that should not be a page at all.'],
        ['tomas', 'You are right. I make it a job today.'],
      ],
    ],
  },
  {
    pair: ['maya', 'ruth'],
    threads: [
      [
        ['ruth', 'The bank sent the new contract for the credit line. Same rate, a year longer.'],
        ['maya', 'Any catch?'],
        ['ruth', 'They want quarterly figures instead of yearly ones. I make those anyway.'],
        ['maya', 'Then let us sign. Do you need me in person?'],
        ['ruth', 'Electronically, you have a mail. Before Friday, please.'],
        ['maya', 'Signed.'],
      ],
      [
        ['maya', 'Salary round: can you send me the table from last year?', { deleted: true }],
        ['maya', 'Let us rather talk about the salary round in person. Wednesday at nine?'],
        ['ruth', 'Wednesday at nine. I bring the table on paper.'],
        ['maya', 'Thank you.'],
      ],
    ],
  },
  {
    pair: ['jonas', 'aiko'],
    threads: [
      [
        ['aiko', 'The shadow on the cards looks heavier than in my drawing, do you scale it?'],
        ['jonas', 'It was there twice. One from me, one from the old card.'],
        ['aiko', 'That explains a lot about the old card.'],
        ['jonas', 'Gone, reload.'],
        ['aiko', 'So much better!'],
      ],
      [
        [
          'jonas',
          'How would you show that a booking is being saved? It takes 200 ms, sometimes a second.',
        ],
        ['aiko', 'Nothing for the first 300, then the button says "Booking…". No spinner.'],
        ['jonas', 'And when it fails?'],
        ['aiko', 'The form stays as it was, message above the button, focus on the message.'],
        ['jonas', 'And the button says "Try again". I like it.'],
        ['aiko', 'You are getting good at this.'],
      ],
    ],
  },
  {
    pair: ['sam', 'lena'],
    threads: [
      [
        [
          'lena',
          'Could you be at the fair booth on the second day? People ask me things that only you know.',
        ],
        ['sam', 'With pleasure. What do I wear?'],
        ['lena', 'The green shirt. I have one in M and one in L.'],
        ['sam', 'L, and I bring my own badge holder, the last one tried to kill me.'],
        ['lena', 'Train at 7:12, platform 4.', { was: 'Train at 7:21, platform 4.' }],
        ['sam', 'That is a cruel time. See you there.'],
      ],
      [
        ['sam', 'Help article on erasure is written, you offered to read it?'],
        ['lena', 'Read it. It is clear, I would put the short answer first and the law after.'],
        ['sam', 'Turned it round. Better?'],
        ['lena', 'Much. Publish!'],
        ['sam', 'Live. First reader was the club from Lyon.', { deleted: true }],
      ],
    ],
  },
]
