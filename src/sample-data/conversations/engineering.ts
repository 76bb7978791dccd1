import type { Thread } from '../line.ts'

export const engineering: readonly Thread[] = [
  [
    [
      'tomas',
      'Plan for the week: Priya finishes the iCal import, Jonas the series editor, I do the calendar index and the release.',
    ],
    ['priya', 'The import is at 80%. What is left is time zones, so let us say 40%.'],
    ['jonas', 'The series editor works with the mouse. Keyboard today, touch tomorrow.'],
    ['tomas', 'Good. Please put anything that changes the schema in by Tuesday evening.'],
    ['priya', 'Mine is merged: bookings.series_id, nullable, with an index.'],
    ['tomas', 'Saw it, thanks.'],
  ],
  [
    [
      'priya',
      'Fun with iCal: the badminton club exports every event as a floating time, no zone at all.',
    ],
    ['jonas', 'So 19:00 is 19:00 wherever you are?'],
    ['priya', 'RFC 5545 says exactly that. 3.3.5, form 1.'],
    ['tomas', 'For a hall that is even right. The hall does not travel.'],
    [
      'priya',
      'Agreed, so I resolve floating times in the zone of the club and say so in the preview.',
    ],
    ['jonas', 'And what of the night when the clocks change?'],
    ['priya', 'Nobody plays badminton at 2:30 in the morning.'],
    ['tomas', 'There is a 24 hour tournament in Leeds each October.'],
    ['priya', 'Of course there is. Test added.'],
  ],
  [
    ['jonas', 'Is staging down, or is it only me?', { deleted: true }],
    ['jonas', 'Never mind, it was my VPN.'],
    ['priya', 'It is always the VPN.'],
    ['tomas', 'Until it is DNS.'],
  ],
  [
    ['tomas', 'The calendar query for a month takes 340 ms at the biggest club. Looking into it.'],
    [
      'tomas',
      'It reads all bookings of the year and throws eleven months away. The index has club first, then court, and the date comes last.',
    ],
    ['priya', 'The date was last because the conflict check asks per court.'],
    ['tomas', 'Right, and that one must stay fast. I add a second index on (club_id, starts_at).'],
    ['priya', 'What does it cost on writes?'],
    ['tomas', 'Measured on a copy: inserts from 0.9 to 1.0 ms, the month view from 340 to 12.'],
    ['jonas', 'I take that deal.'],
    ['priya', 'Approved.'],
    [
      'tomas',
      'Merged. It builds in about two minutes on production, I start it with the release.',
      {
        was: 'Merged. It builds in about twenty minutes on production, I start it with the release.',
      },
    ],
  ],
  [
    ['jonas', 'Review please: series editor, part two. It is 300 lines, sorry.'],
    ['priya', 'On it after lunch.'],
    [
      'priya',
      'Left six comments. Only one matters: moving "this and all following" must split the series, you rewrite the past.',
    ],
    ['jonas', 'Oh. Yes. That would have been a support day for Sam.'],
    ['priya', 'Also very nice: the undo. I tried to break it for ten minutes.'],
    ['jonas', 'Split is in, with a test that looks at the old half too.'],
    ['priya', 'Approved!'],
  ],
  [
    ['tomas', 'The nightly backup check was red. Restore worked, row count differed by 3.'],
    ['priya', 'Bookings made between the snapshot and the count?'],
    ['tomas', 'Looks like it. 02:00:04, the tournament people again.'],
    ['tomas', 'The check should count inside the snapshot, not on the live database. Fixing.'],
    ['jonas', 'A check that fails for a wrong reason is still better than none.'],
    ['tomas', 'Only until people stop reading it. Fixed and green, I ran it twice.'],
  ],
  [
    [
      'priya',
      'Which one do we like better for the import errors: one problem per line of the file, or grouped by kind?',
    ],
    ['jonas', 'Grouped. A file with 900 wrong lines has usually one mistake.'],
    ['tomas', 'Grouped, with the first three line numbers as examples.'],
    ['priya', 'So "End before start (41 events, lines 12, 31, 77 …)"?'],
    ['jonas', 'Exactly. I would make the numbers links in the preview.'],
    [
      'priya',
      'Done with the API: errors[].kind, count, lines.',
      { was: 'Done with the API: errors[].type, count, lines.' },
    ],
    ['jonas', 'Preview uses it, looks great.'],
  ],
  [
    [
      'tomas',
      'Release checklist for tomorrow: migrations are additive, the index builds online, rollback is the previous image.',
    ],
    ['priya', 'Old code runs against the new schema, I tested booking and cancelling.'],
    [
      'jonas',
      'Browser tests pass on Firefox, Chrome and Safari 17. Safari 16 has a scroll jump, not new.',
    ],
    ['tomas', 'Good. I start at 11:30, Priya watches the errors, Jonas the front end.'],
    ['maya', 'Is there something that I should tell clubs in advance?'],
    ['tomas', 'No. If all goes well they notice nothing, if not we go back in one minute.'],
    ['maya', 'My favourite kind of plan.'],
  ],
  [
    ['priya', 'Error rate went from 0.01% to 0.4% at 11:50.'],
    ['tomas', 'Looking. Only /export, all from one address.'],
    [
      'priya',
      'It is the script of the squash federation. They ask for a field that we renamed last year.',
    ],
    ['tomas', 'We kept the old name for twelve months, which ended on… today.'],
    ['jonas', 'Impressive timing on both sides.'],
    ['tomas', 'I put the alias back for a month, and Sam tells them.'],
    ['sam', 'Writing them now. They are lovely people, it will be fine.'],
    ['priya', 'Is it only me or is the graph stuck?', { deleted: true }],
    ['priya', 'Back to 0.01%.'],
  ],
  [
    [
      'jonas',
      'Can we talk about the date picker? Three bugs this month, all in code that we did not write.',
    ],
    ['tomas', 'What would you use instead?'],
    ['jonas', 'The native input on phones, and a small grid of our own on desktop. 200 lines.'],
    ['aiko', 'I would love that, I can draw the grid this week.'],
    ['priya', 'Keep the typing! I always type dates.'],
    ['jonas', 'Typing stays, "fri 18:30" will work.'],
    ['tomas', 'Sold. After the mobile fixes, please.'],
  ],
  [
    ['tomas', 'Test suite is at 4:10 minutes. It was at 2:30 in January.'],
    ['priya', 'Half of that is the invoice tests, they render real PDFs.'],
    ['jonas', 'Do they look at the PDF?'],
    ['priya', 'They look whether it starts with %PDF.'],
    ['tomas', 'Ha. One real PDF test, the rest on the data before rendering?'],
    ['priya', 'Yes, I do it this afternoon.'],
    ['priya', 'Down to 2:05.', { was: 'Down to 2:50.' }],
    ['tomas', 'Thank you! That is twenty minutes a day for each of us.'],
  ],
  [
    [
      'priya',
      'Who wants to learn how the waiting list really works? I have to touch it and would like a second head.',
    ],
    ['jonas', 'I do. I know only that there be dragons.'],
    [
      'priya',
      'One dragon: two people are told about the same free slot, both click within a second.',
    ],
    ['jonas', 'And the second one gets an error page?'],
    ['priya', 'The second one gets the slot as well. On paper they share a court.'],
    ['tomas', 'That is the most polite race condition that I ever heard of.'],
    [
      'priya',
      'A unique constraint on (court, starts_at) fixes it. The message for the loser is the real work.',
    ],
    ['jonas', 'Let us do it tomorrow at ten, I bring tea.'],
  ],
]
