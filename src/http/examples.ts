/*
 * What the examples of the document tell of: Ada's workspace Acme Inc, its room
 * General and what is said there. The same ids, names and moments everywhere, so
 * that what one operation answers can be found in another.
 */

const morning = '2026-03-01T09:30:00.000Z'

export const adaExample = {
  id: 'b7c7f3a2-6a0e-4a5e-9a58-1f1f0f6f2a11',
  username: 'ada',
  name: 'Ada Lovelace',
  avatar_url: 'https://example.com/ada.png',
}

export const graceExample = {
  id: '4e0d5b19-83c6-4c57-b0a4-7d2f9e61c3b8',
  username: 'grace',
  name: 'Grace Hopper',
  avatar_url: null,
}

export const acmeExample = {
  id: '5f1e0a7c9b3d4e2f8a6c1b0d9e8f7a6b',
  slug: 'acme',
  name: 'Acme Inc',
  state: 'active',
  role: 'owner',
  created_at: morning,
}

export const roomExample = {
  id: 1,
  name: 'General',
  type: 'group',
  visibility: 'public',
  topic: 'What concerns all of us' as string | null,
  created_by: adaExample.id,
  created_at: morning,
  archived_at: null,
}

export const directRoomExample = {
  id: 2,
  name: null,
  type: 'direct',
  visibility: 'private',
  topic: null,
  created_by: graceExample.id,
  created_at: '2026-03-01T09:45:00.000Z',
  archived_at: null,
}

export const fileExample = {
  id: '2f1c8e0a-5d3b-4a96-8f57-90c1d2e3f4a5',
  name: 'analytical-engine.png',
  media_type: 'image/png',
  bytes: 48_213,
  width: 1200 as number | null,
  height: 800 as number | null,
}

export const messageExample = {
  id: 42,
  room_id: roomExample.id,
  type: 'text',
  content: 'Hello, world!',
  created_at: '2026-03-01T10:00:00.000Z',
  edited_at: null,
  deleted_at: null,
  revision: 1,
  reply_to_id: null as number | null,
  reply_count: 1,
  mentions: [] as string[],
  reactions: [{ emoji: '👍', count: 2, me: true }],
  file: null as typeof fileExample | null,
  user: adaExample,
  notice: null,
}

export const replyExample = {
  ...messageExample,
  id: 43,
  content: 'Good morning, @ada!',
  created_at: '2026-03-01T10:02:30.000Z',
  reply_to_id: messageExample.id,
  reply_count: 0,
  mentions: [adaExample.id],
  reactions: [],
  user: graceExample,
}

export const tokenExample = {
  id: '0b9c2a64-51a4-4f0a-93b0-6a3b1c9a7e10',
  label: 'deploy bot',
  scopes: ['read', 'write'],
  workspace: { id: acmeExample.id, slug: acmeExample.slug },
  created_at: morning,
  expires_at: '2026-12-31T23:59:59.000Z',
  last_used_at: '2026-03-01T10:00:00.000Z',
}
