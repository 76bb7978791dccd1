import type { Thread } from '../line.ts'

export const random: readonly Thread[] = [
  [
    ['jonas', 'The new coffee machine has 14 buttons and no "coffee" button.'],
    ['sam', 'Third from the left, hold for two seconds.'],
    ['jonas', 'That gave me hot water and an error.'],
    ['aiko', 'The icon with the bean is cleaning. I have opinions about that icon.'],
    [
      'ruth',
      'The manual is on the wall. Nobody reads walls.',
      { was: 'The manual is on the wal. Nobody reads wals.' },
    ],
  ],
  [
    ['priya', 'Lunch today? The dumpling place has the spicy ones again.'],
    ['sam', 'In.'],
    ['lena', 'In, but I have a call until 12:30.'],
    ['tomas', 'We wait. Table for four then?'],
    ['aiko', 'Five!'],
    [
      'priya',
      'Booked for 12:40, five people. By telephone, like animals.',
      { was: 'Booked for 12:30, five people. By telephone, like animals.' },
    ],
  ],
  [
    ['sam', 'I ran the 10k yesterday. 54:10, eight seconds better than last year.'],
    ['maya', 'Congratulations! That is eight seconds of pure will.'],
    ['jonas', 'I once ran for a bus.'],
    ['sam', 'And?'],
    ['jonas', 'It was a nice bus. I saw it clearly as it left.'],
  ],
  [
    ['lena', 'Book recommendation, please. Train to Kraków, six hours, nothing about work.'],
    [
      'ruth',
      'The Summer Book by Tove Jansson. You will finish it and look out of the window for the rest.',
    ],
    ['tomas', 'Piranesi, if you like strange houses.'],
    ['aiko', 'Seconding Piranesi!'],
    ['lena', 'Both downloaded. You are better than any algorithm.'],
  ],
  [
    ['aiko', 'There is a pigeon in the stairwell. It seems to know where it is going.'],
    ['ruth', 'Second floor is the dentist.'],
    ['jonas', 'I thought they had no teeth.'],
    ['sam', 'Clearly not from missing appointments.'],
    ['aiko', 'Update: it left with a piece of croissant. Nobody was hurt.'],
  ],
  [
    [
      'tomas',
      'Quiz night at the Anchor on Thursday. We were fifth last time and I demand justice.',
    ],
    ['priya', 'I do science and capitals.'],
    ['lena', 'Pop music up to 2009.'],
    ['sam', 'Sports, obviously.'],
    ['maya', 'I can spell things.'],
    ['tomas', 'We are unbeatable.'],
    ['tomas', 'We were seventh.'],
    ['priya', 'The capital of Burkina Faso will haunt me.'],
  ],
  [
    [
      'jonas',
      'Does somebody need a desk, 160 × 80, oak? We are moving and it does not fit round the stairs.',
    ],
    ['aiko', 'How did it get up there?'],
    ['jonas', 'It was built inside, like a ship in a bottle.'],
    ['sam', 'My brother is looking for one! Can he come by on Saturday?'],
    ['jonas', 'Yes, with a friend and a saw.', { deleted: true }],
    ['jonas', 'Yes, with a friend and an Allen key.'],
  ],
  [
    ['ruth', 'Gerald the cactus has flowered. First time in four years.'],
    ['priya', 'GERALD!'],
    ['lena', 'Pictures or it did not happen.'],
    [
      'ruth',
      'I am not going to photograph a cactus for you. It is on the second sill, come and look.',
    ],
    ['tomas', 'Came and looked. He is magnificent.'],
    ['priya', 'I am so proud. It must be the new windows.'],
  ],
  [
    [
      'maya',
      'My daughter asked what I do at work. I said that I help people find a free tennis court.',
    ],
    ['maya', 'She asked whether they could not just look at it.'],
    ['sam', 'She has found the flaw in the whole business.'],
    ['lena', 'Please do not let her talk to investors.'],
  ],
]
