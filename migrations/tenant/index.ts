import type { Migration } from '../../src/database/migration.ts'
import { initial } from './0001-initial.ts'
import { directRooms } from './0002-direct-rooms.ts'
import { roomsBeingDeleted } from './0003-rooms-being-deleted.ts'
import { messageRevisions } from './0004-message-revisions.ts'
import { replies } from './0005-replies.ts'
import { mentions } from './0006-mentions.ts'
import { reactions } from './0007-reactions.ts'
import { departures } from './0008-departures.ts'
import { idempotencyKeys } from './0009-idempotency-keys.ts'
import { roomSettings } from './0010-room-settings.ts'
import { notices } from './0011-notices.ts'
import { readMarkers } from './0012-read-markers.ts'
import { files } from './0013-files.ts'
import { memberCounts } from './0014-member-counts.ts'
import { messageSearch } from './0015-message-search.ts'
import { events } from './0016-events.ts'
import { searchAccents } from './0017-search-accents.ts'
import { newestMessages } from './0018-newest-messages.ts'
import { indexedBehind } from './0019-indexed-behind.ts'

/** Every step of a workspace's schema, oldest first. Append only; version N is the Nth entry. */
export const tenantMigrations: readonly Migration[] = [
  initial,
  directRooms,
  roomsBeingDeleted,
  messageRevisions,
  replies,
  mentions,
  reactions,
  departures,
  idempotencyKeys,
  roomSettings,
  notices,
  readMarkers,
  files,
  memberCounts,
  messageSearch,
  events,
  searchAccents,
  newestMessages,
  indexedBehind,
]
