import type { RoomNotice } from '../../../client/generated/types.ts'

/** What happened, as a sentence that goes on from whoever did it. @param other whom it was done to */
export function noticeText({ event, name, topic, visibility }: RoomNotice, other: string): string {
  switch (event) {
    case 'member_joined':
      return 'joined'
    case 'member_left':
      return 'left'
    case 'member_added':
      return `added ${other}`
    case 'member_removed':
      return `removed ${other}`
    case 'room_renamed':
      return `renamed the room to ${name ?? ''}`
    case 'topic_changed':
      return topic === null ? 'removed the topic' : `changed the topic to: ${topic}`
    case 'visibility_changed':
      return visibility === 'public'
        ? 'opened the room to everybody in the workspace'
        : 'made the room private'
    case 'room_archived':
      return 'archived the room'
    case 'room_unarchived':
      return 'brought the room back from the archive'
    default:
      return 'changed something'
  }
}
