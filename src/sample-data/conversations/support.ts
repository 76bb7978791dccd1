import type { Thread } from '../line.ts'

export const support: readonly Thread[] = [
  [
    ['sam', 'Ticket 4417: the volleyball club in Lyon gets no confirmation mails since Saturday.'],
    ['priya', 'Only them?'],
    ['sam', 'Only them so far. They use their own mail domain.'],
    ['priya', 'Their server answers "550 SPF check failed". Did they change something?'],
    ['sam', 'New provider since Saturday. I ask them to add our line to the record.'],
    ['sam', 'Fixed on their side, the held mails went out.'],
    [
      'priya',
      '12 confirmations, 1 cancellation. All delivered.',
      { was: '12 confirmations, 2 cancellations. All delivered.' },
    ],
  ],
  [
    ['sam', 'Somebody asks whether they can delete a member who has open invoices.'],
    ['lena', 'I would say no?'],
    [
      'tomas',
      'They can deactivate. Invoices must be kept for ten years in most places, and they name the member.',
    ],
    ['sam', 'And if the member demands erasure?'],
    [
      'tomas',
      'Then profile and bookings go, the invoices stay until the law lets them go. The export says so too.',
    ],
    ['sam', 'I write that up for the help centre, I was asked three times this quarter.'],
    ['lena', 'I read it before it goes out, if you like.'],
    ['sam', 'Please!'],
  ],
  [
    [
      'sam',
      'Good news of the day: "Your product is the only one my father (78) uses without calling me."',
    ],
    ['lena', 'Can we quote that?'],
    ['sam', 'Asked, they said yes, with first name.'],
    ['maya', 'This goes on the wall.'],
  ],
  [
    ['sam', 'Two clubs report that the calendar is empty on an iPad. Both on iOS 15.'],
    ['jonas', 'I can reproduce that. We use a method that their browser lacks.'],
    ['jonas', 'How many visitors do we have there?'],
    ['priya', '0.7% last month. But at those clubs it is the screen by the entrance.'],
    ['jonas', 'Then it counts for much more. Fix is three lines, going out within the hour.'],
    ['sam', 'Told both clubs, and they are happy that it was not their iPad.'],
    ['jonas', 'Out. Can you ask one of them to reload?'],
    ['sam', 'Works for both!'],
  ],
  [
    ['sam', 'Customer password in a ticket again: hunter-green-42', { deleted: true }],
    ['sam', 'Deleted the above, sorry. I asked them to change it and never send us one.'],
    ['tomas', 'Thanks for being quick. Did it also go into the ticket system?'],
    ['sam', 'Removed there as well, attachments included.'],
    ['priya', 'Could the form warn when somebody types "password:"?'],
    ['sam', 'That would save me one of those each week.'],
    ['priya', 'Noted for Friday, it is a small thing.'],
  ],
  [
    [
      'sam',
      'The tennis school wants to move all Tuesday lessons to Wednesday, 68 bookings. Is there a way that does not take me an afternoon?',
    ],
    [
      'jonas',
      'From this week on there is: open the series, "this and all following", move by one day.',
    ],
    ['sam', 'It worked! It showed four conflicts and offered the free court beside each.'],
    ['jonas', 'I am unreasonably happy to read this.'],
    ['sam', 'So is the tennis school. They sent a picture of a cat with a racket.'],
  ],
  [
    ['lena', 'A lead asks if we can host in their own country, Switzerland.'],
    ['tomas', 'We could run an instance for them, the price would be another one.'],
    ['lena', 'They have 30 halls, so they may not mind.'],
    ['maya', 'Let us have a call before we promise. Thursday at two?'],
    ['lena', 'Booked, Tomás you are in too.'],
    ['sam', 'If this happens I would like support hours in writing, they are strict about it.'],
    ['maya', 'Fair, goes on the list.'],
  ],
  [
    [
      'sam',
      'Statistics: 143 tickets last week, median first answer 38 minutes, 9 open.',
      { was: 'Statistics: 134 tickets last week, median first answer 38 minutes, 9 open.' },
    ],
    [
      'sam',
      'Most asked: moving a series (gone since the release), print view, receipts for companies.',
    ],
    ['lena', 'Receipts for companies: what is missing on them?'],
    ['sam', 'The VAT number of the buyer. They write it into the name field.'],
    ['priya', 'I can add a field to the profile and print it. Half a day with tests.'],
    ['maya', 'Please do, that is the kind of thing that makes accountants recommend us.'],
    ['ruth', 'As the accountant in the room: yes.'],
  ],
]
