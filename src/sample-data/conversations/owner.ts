import type { Thread } from '../line.ts'
import type { DirectConversation } from './direct.ts'

/** What is said when the workspace has an owner, by group room: the last talk of that room. */
export const withOwner: Readonly<Record<string, Thread>> = {
  General: [
    [
      'maya',
      'Please welcome {owner}, who set up this workspace for us. The old chat goes away at the end of the month.',
    ],
    ['sam', 'Welcome {owner}! Does it have a dark theme? Asking for Jonas.'],
    [
      'owner',
      'Hello everyone! Rooms, direct messages and history are all here. Tell me what you miss.',
    ],
    ['ruth', 'Who can read the direct messages?'],
    [
      'owner',
      'Here only the two people in them. The file itself lies on our own machine, with our own backups.',
    ],
    ['ruth', 'That is the right answer.'],
    ['jonas', 'I found the API documentation. This could be fun.'],
    ['lena', 'Nobody let Jonas write a bot.', { deleted: true }],
  ],
  Engineering: [
    ['tomas', '{owner}, can we post from the deploy script?'],
    [
      'owner',
      'Yes, make an API token and post to the messages of this room. Swagger has an example that you can paste.',
    ],
    ['jonas', 'Tried it, worked at the first attempt.'],
    ['priya', 'May the bot please not say "successfully"?'],
    ['owner', 'House rule from now on.', { was: 'Hose rule from now on.' }],
  ],
  Random: [
    ['aiko', '{owner}, cake or pie? This decides more than you think.'],
    ['owner', 'Pie. With a lattice.'],
    ['sam', 'A strong start.'],
  ],
}

export const directWithOwner: readonly DirectConversation[] = [
  {
    pair: ['maya', 'owner'],
    threads: [
      [
        ['maya', 'Thanks for setting this up so quickly. Is there anything that you need from us?'],
        ['owner', 'A week of real use. And tell me honestly what is in the way.'],
        ['maya', 'I will. First wish: Ruth wants to export the lot at the end of the year.'],
        ['owner', 'That is one file. She can have it every day.'],
      ],
    ],
  },
  {
    pair: ['priya', 'owner'],
    threads: [
      [
        ['priya', 'Is there a way to see how large our workspace is?'],
        ['owner', 'There are statistics for owners: rows, bytes, time per statement.'],
        ['priya', 'Per statement! I feel at home already.'],
      ],
    ],
  },
]
