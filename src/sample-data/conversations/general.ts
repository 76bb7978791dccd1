import type { Thread } from '../line.ts'

export const general: readonly Thread[] = [
  [
    [
      'maya',
      'Good morning everyone. Monday notes: the spring release goes out Thursday, not Wednesday.',
    ],
    [
      'maya',
      'Reason: Wednesday is the regional tennis draw and half our clubs are online all day.',
    ],
    ['tomas', 'Fine by engineering, the extra day goes into the calendar import.'],
    ['lena', 'I will move the newsletter to Friday morning then.'],
    ['ruth', 'Does the invoice run stay on Wednesday?'],
    ['maya', 'Yes, that one has nothing to do with the release.'],
    ['ruth', '👍'],
  ],
  [
    [
      'ruth',
      'Expense reports for last month are due on Friday at noon. Three of you know who you are.',
    ],
    ['jonas', 'I know who I am.'],
    ['sam', 'Mine is in since yesterday, I would like that on record.'],
    ['ruth', 'Recorded. Jonas, the train tickets need the PDF, not a photo of the screen.'],
    ['jonas', 'Even if the photo is really sharp?'],
    ['ruth', 'Even then.'],
    ['lena', 'Where do I put the fair booth, marketing or travel?'],
    [
      'ruth',
      'Marketing. The hotel goes under travel, project code LK-14.',
      { was: 'Marketing. The hotel goes under travel, project code LK-41.' },
    ],
  ],
  [
    ['lena', 'The rowing club in Gdańsk signed! 14 boats, 3 training rooms, 400 members.'],
    ['maya', 'Wonderful, well done Lena. That is our first one with boats.'],
    ['tomas', 'Do boats work as courts? They need a crew size.'],
    ['lena', 'I promised them "capacity", which we have. I did not promise a coxswain.'],
    ['priya', 'Capacity works today. A seat plan would be a real project.'],
    ['sam', 'I will set up their account on Tuesday and take notes on whatever hurts.'],
    ['aiko', 'Can I join that call? I never watched anybody do the first setup.'],
    ['sam', 'Of course, I send you the invite.'],
  ],
  [
    [
      'maya',
      'A reminder that the office is closed on Friday afternoon, the landlord is replacing the windows.',
    ],
    ['jonas', 'Finally a window that opens.'],
    ['aiko', 'Finally a window that closes.'],
    [
      'ruth',
      'Please take your plants off the sills on Thursday evening. Unlabelled plants will be adopted.',
    ],
    ['priya', 'The cactus is mine. He answers to Gerald.'],
    ['tomas', 'I will work from home all of Friday then, call me if the release needs hands.'],
  ],
  [
    [
      'lena',
      'Draft of the release note is in the shared folder. I need one read by somebody who is not me.',
    ],
    ['sam', 'Reading now.'],
    [
      'sam',
      '"Recurring bookings can now be moved as a series": say that single dates can still be moved alone, people will ask within the hour.',
    ],
    ['lena', 'Good point, added.'],
    ['priya', 'Also the import takes iCal files only, not CSV. The draft says both.'],
    ['lena', 'Was CSV not planned for this one?'],
    ['priya', 'Next one. It works, but its error messages are written for me and not for humans.'],
    ['lena', 'Removed. Thank you both.'],
    ['maya', 'Read it as well. Nice and short, ship it.'],
  ],
  [
    [
      'tomas',
      'Release is out. 11:42, no downtime, 2 minutes of slower calendar while the index was built.',
    ],
    ['maya', 'Thank you all! Quiet and boring, just as I like it.'],
    ['sam', 'Inbox is calm so far. One "where did the print button go", it is in the menu now.'],
    ['aiko', 'I knew somebody prints.'],
    ['lena', 'Newsletter leaves tomorrow at 8.'],
    ['ruth', 'Does this mean cake?'],
    ['maya', 'Cake at three in the kitchen.'],
    ['lena', 'Is there any left?', { deleted: true }],
    ['jonas', 'I was told there would be cake and there was cake. Good company.'],
  ],
  [
    [
      'ruth',
      'The health insurance people are here on the 20th, 10 to 12. Anyone who wants to change their plan, tell me by Monday.',
    ],
    ['priya', 'Can I ask them about the addition for dental?'],
    ['ruth', 'You can ask them anything, that is why I bribed them with coffee.'],
    ['lena', 'Put me on the list, please, at the end if possible.'],
    ['ruth', 'Lena 11:40, Priya 11:20. Anyone else?'],
    ['sam', '11:00 for me?'],
    ['ruth', 'Done.'],
  ],
  [
    ['maya', 'Numbers for the month: 212 clubs, 11 new, 2 left. Bookings up by 9%.'],
    ['lena', 'Do we know why the two left?'],
    [
      'sam',
      'One closed its hall for a year of building works, they will be back. The other wanted to sell tickets, which we do not do.',
    ],
    ['tomas', 'That is the third time that tickets come up this year.'],
    ['maya', 'Noted. I do not want to build it, but I would like to know whom we can recommend.'],
    ['lena', 'I will ask around at the fair for partners.'],
    ['sam', 'Thank you, an honest answer for those tickets would help me already.'],
  ],
  [
    [
      'jonas',
      'Whoever borrowed the USB-C hub from the meeting room: the meeting room would like it back.',
    ],
    ['lena', 'It is in my bag. In Kraków. Sorry!'],
    ['jonas', 'No problem, I present from paper then.'],
    ['tomas', 'There is a second one in the drawer under the printer.'],
    ['jonas', 'Tomás saves the demo.'],
  ],
]
