// Made of docs/openapi.json by `npm run openapi`.

export interface AuditEntry {
  readonly id: number
  readonly at: string
  readonly action: 'account.created' | 'account.deleted' | 'account.linked' | 'invitation.accepted' | 'invitation.created' | 'invitation.revoked' | 'member.added' | 'member.left' | 'member.removed' | 'member.role_changed' | 'message.erased' | 'password.changed' | 'password.reset' | 'password.set' | 'person.erased' | 'session.created' | 'session.revoked' | 'sign_in.failed' | 'token.created' | 'token.revoked' | 'workspace.archived' | 'workspace.cloned' | 'workspace.created' | 'workspace.deleted' | 'workspace.exported' | 'workspace.imported' | 'workspace.made_read_only' | 'workspace.purged' | 'workspace.quota_changed' | 'workspace.renamed' | 'workspace.restored' | 'workspace.resumed' | 'workspace.retention_changed' | 'workspace.suspended' | 'workspace.transferred' | 'workspace.unarchived' | 'workspace.undeleted'
  readonly target: string | null
  /** Small facts, such as the roles before and after. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
  readonly request_id: string | null
  readonly client_network: string | null
  /** `operator` is somebody with the command line, `system` the server itself, `anonymous` somebody who has not signed in. */
  readonly actor_kind: 'person' | 'operator' | 'system' | 'anonymous'
  /** Null where it is nobody with a row here. */
  readonly actor: UserSummary | null
  /** Whom it was done to. */
  readonly user: UserSummary | null
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  /** For `before`; null at the end. */
  readonly next_cursor: number | null
}

export interface AuditedWorkspace {
  readonly id: string
  readonly slug: string | null
}

export interface CreatedInvitation {
  readonly id: string
  readonly email: string | null
  readonly role: 'admin' | 'member'
  readonly max_uses: number
  readonly uses: number
  /** A revoked invitation is not listed any more. */
  readonly state: 'open' | 'used_up' | 'expired'
  readonly invited_by: UserSummary | null
  readonly created_at: string
  readonly expires_at: string
  /** What accepts it. This is the only time that it is shown. */
  readonly token: string
  /** The page on which it is accepted. */
  readonly link: string
}

export interface CreatedToken {
  readonly id: string
  readonly label: string
  /** `read` for GET, `write` for changes, `admin` for tokens, settings, roles and removals. */
  readonly scopes: readonly ('read' | 'write' | 'admin')[]
  readonly workspace: WorkspaceReference | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  /** The token itself. This is the only time that it is shown. */
  readonly token: string
}

/** The credential of this very request. */
export interface Credential {
  readonly kind: 'session' | 'token'
  /** Its id below /me/sessions or /me/tokens. */
  readonly id: string
  /** `read` for GET, `write` for changes, `admin` for tokens, settings, roles and removals. */
  readonly scopes: readonly ('read' | 'write' | 'admin')[]
  readonly workspace_id: string | null
  readonly expires_at: string | null
}

export type Event = MessageEvent | MessageErasedEvent | ReactionEvent | RoomEvent | MemberEvent | MemberRemovedEvent | ReadEvent | UserEvent | UserRemovedEvent | WorkspaceEvent

/** A message without its reactions, of which events of their own tell. */
export interface EventMessage {
  readonly id: number
  readonly room_id: number
  readonly type: 'text' | 'image' | 'file'
  readonly content: string | null
  readonly created_at: string
  readonly edited_at: string | null
  readonly deleted_at: string | null
  /** One more with each edit. */
  readonly revision: number
  readonly reply_to_id: number | null
  /** Replies to it that are not deleted. */
  readonly reply_count: number
  /** The ids of the users whom it mentions. */
  readonly mentions: readonly string[]
  readonly file: UploadedFile | null
  readonly user: UserSummary | null
  readonly notice: RoomNotice | null
}

export interface EventReaction {
  readonly emoji: string
  readonly count: number
}

export interface EventRoom {
  readonly id: number
  readonly name: string | null
  readonly type: 'direct' | 'group'
  readonly visibility: 'private' | 'public'
  readonly topic: string | null
  readonly created_by: string | null
  readonly created_at: string
  readonly archived_at: string | null
  /** By now. */
  readonly member_count: number
}

export interface EventUser {
  readonly id: string
  readonly username: string | null
  readonly name: string | null
  readonly avatar_url: string | null
  /** In the workspace; null for those who are no members (any more). */
  readonly role: 'owner' | 'admin' | 'member' | null
}

export interface Health {
  readonly status: 'ok'
}

/** What follows happened behind the cursor. */
export interface Hello {
  readonly type: 'hello'
  /** Where the log stands: for `after`. */
  readonly cursor: string
  /** Who you are in this workspace. */
  readonly user_id: string
  /** Who is online. */
  readonly present: readonly string[]
}

export interface Invitation {
  readonly id: string
  readonly email: string | null
  readonly role: 'admin' | 'member'
  readonly max_uses: number
  readonly uses: number
  /** A revoked invitation is not listed any more. */
  readonly state: 'open' | 'used_up' | 'expired'
  readonly invited_by: UserSummary | null
  readonly created_at: string
  readonly expires_at: string
}

export interface InvitationList {
  readonly invitations: readonly Invitation[]
  readonly next_cursor: string | null
}

export interface InvitationPreview {
  readonly workspace_name: string
  readonly inviter_name: string | null
  readonly role: 'admin' | 'member'
  /** Whether it is for one address only. */
  readonly by_address: boolean
  /** Whether you are a member already; false where nobody is signed in. */
  readonly is_member: boolean
  readonly expires_at: string
}

export interface LastMessage {
  readonly id: number
  readonly type: 'text' | 'image' | 'file'
  /** Its first 200 characters. */
  readonly content: string
  readonly created_at: string
  readonly user: UserSummary | null
}

/** The data of each event of the stream. */
export type LiveMessage = Event | Hello | Resync | Presence | Typing

export interface Me {
  /** Of the person. Their user ids in workspaces are others. */
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly credential: Credential
  /** The first 100 by slug; GET /workspaces has all of them. */
  readonly workspaces: readonly Workspace[]
}

/** Somebody is in the room, as what they are by now. If it is you: load the room. */
export interface MemberEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'member.added' | 'member.updated'
  readonly room_id: number
  readonly data: MemberEventData
}

export interface MemberEventData {
  readonly user_id: string
  readonly user: UserSummary
  readonly role: 'admin' | 'member'
  readonly joined_at: string
  /** By now. */
  readonly member_count: number
}

export interface MemberRemovedData {
  readonly user_id: string
  /** By now. */
  readonly member_count: number
}

/** Somebody left the room, was removed, or the room was deleted. If it is you: forget the room. */
export interface MemberRemovedEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'member.removed'
  readonly room_id: number
  readonly data: MemberRemovedData
}

export interface MentionList {
  /** Newest first. */
  readonly messages: readonly Message[]
  readonly next_cursor: number | null
}

export interface Message {
  readonly id: number
  readonly room_id: number
  readonly type: 'text' | 'image' | 'file'
  readonly content: string | null
  readonly created_at: string
  readonly edited_at: string | null
  readonly deleted_at: string | null
  /** One more with each edit. */
  readonly revision: number
  readonly reply_to_id: number | null
  /** Replies to it that are not deleted. */
  readonly reply_count: number
  /** The ids of the users whom it mentions. */
  readonly mentions: readonly string[]
  /** In the order in which they came up. */
  readonly reactions: readonly Reaction[]
  readonly file: UploadedFile | null
  readonly user: UserSummary | null
  readonly notice: RoomNotice | null
}

export interface MessageChanges {
  /** Has 1 to 4000 characters, not blank, without NUL and lone surrogates. Characters are Unicode code points. `@username` mentions a member of the room (the first 50 names), and `@room` all of them where there are at most 100; in code, links and e-mail addresses nothing does. */
  readonly content: string
  /** Edit only if this is still its revision, else 412. As If-Match, but replies and reactions do not count as a change. */
  readonly revision?: number
}

export interface MessageErasedData {
  readonly message_id: number
}

/** The message is gone without a tombstone. What answers it has no `reply_to_id` any more. */
export interface MessageErasedEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'message.erased'
  readonly room_id: number
  readonly data: MessageErasedData
}

/** A message as it is by now, so that an event that is read late shows what was done since. */
export interface MessageEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'message.created' | 'message.edited' | 'message.deleted'
  readonly room_id: number
  readonly data: MessageEventData
}

export interface MessageEventData {
  readonly message: EventMessage
  /** The message that it answers, and how many do by now. */
  readonly replied: RepliedMessage | null
}

export interface MessageList {
  /** Newest first. */
  readonly messages: readonly Message[]
  readonly next_cursor: number | null
  readonly prev_cursor: number | null
}

export interface MessageRevision {
  readonly revision: number
  readonly content: string
  /** Since when it was shown. */
  readonly created_at: string
}

export interface MessageRevisionList {
  /** Newest first. */
  readonly revisions: readonly MessageRevision[]
  readonly next_cursor: number | null
}

export interface NewAccount {
  readonly email: string
}

export interface NewInvitation {
  readonly email?: string | null
  readonly role: 'admin' | 'member'
  /** How many people may accept it; 1 when absent, and always 1 by address. */
  readonly max_uses?: number
  /** 7 when absent. */
  readonly expires_in_days?: number
}

export interface NewMessage {
  /** Has 1 to 4000 characters, not blank, without NUL and lone surrogates. Characters are Unicode code points. `@username` mentions a member of the room (the first 50 names), and `@room` all of them where there are at most 100; in code, links and e-mail addresses nothing does. May be left out with `file_id`. */
  readonly content?: string
  /** Follows from whether there is a `file_id`, and whether that is an image. An image can be sent as a `file` too. */
  readonly type?: 'text' | 'image' | 'file'
  /** What it shows: something that you have uploaded, or can see in a message. */
  readonly file_id?: string | null
  /** The message that it answers: one of the same room that is not deleted. */
  readonly reply_to_id?: number | null
}

export interface NewPasswordReset {
  readonly email: string
}

export interface NewReadMarker {
  readonly message_id: number
}

export interface NewRoom {
  /** Has 1 to 80 characters, not blank, without characters that control lines or direction. Characters are Unicode code points. */
  readonly name: string
  readonly type: 'group'
  /** `public`: everybody in the workspace may find it and join. `private` when absent. */
  readonly visibility?: 'private' | 'public'
  readonly topic?: string | null
}

export interface NewRoomMember {
  readonly role?: 'admin' | 'member'
}

export interface NewSession {
  /** Its id below /me/sessions. */
  readonly id: string
  /** The secret of the session. This is the only time that it is shown. */
  readonly token: string
  readonly expires_at: string
}

export interface NewToken {
  /** Has 1 to 80 characters, not blank, without characters that control lines or direction. Characters are Unicode code points. */
  readonly label: string
  /** `read` for GET, `write` for changes, `admin` for tokens, settings, roles and removals. */
  readonly scopes: readonly ('read' | 'write' | 'admin')[]
  readonly workspace?: string | null
  readonly expires_at?: string | null
}

export interface NewWorkspace {
  /** Lower-case letters, digits and inner hyphens; some words are reserved. Unique, and kept by a deleted workspace until its time is over. */
  readonly slug: string
  /** Has 1 to 80 characters, not blank, without characters that control lines or direction. Characters are Unicode code points. */
  readonly name?: string
  /** Slug or id of a workspace that you own. The new one gets its group rooms, with you as their only member, and neither people, messages nor files. */
  readonly template?: string
}

export interface OwnAuditEntry {
  readonly id: number
  readonly at: string
  readonly action: 'account.created' | 'account.deleted' | 'account.linked' | 'invitation.accepted' | 'invitation.created' | 'invitation.revoked' | 'member.added' | 'member.left' | 'member.removed' | 'member.role_changed' | 'message.erased' | 'password.changed' | 'password.reset' | 'password.set' | 'person.erased' | 'session.created' | 'session.revoked' | 'sign_in.failed' | 'token.created' | 'token.revoked' | 'workspace.archived' | 'workspace.cloned' | 'workspace.created' | 'workspace.deleted' | 'workspace.exported' | 'workspace.imported' | 'workspace.made_read_only' | 'workspace.purged' | 'workspace.quota_changed' | 'workspace.renamed' | 'workspace.restored' | 'workspace.resumed' | 'workspace.retention_changed' | 'workspace.suspended' | 'workspace.transferred' | 'workspace.unarchived' | 'workspace.undeleted'
  readonly target: string | null
  /** Small facts, such as the roles before and after. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
  readonly request_id: string | null
  readonly client_network: string | null
  /** `somebody` is another person; their network is not shown. */
  readonly by: 'you' | 'somebody' | 'operator' | 'system' | 'anonymous'
  readonly workspace: AuditedWorkspace | null
}

export interface OwnAuditPage {
  readonly entries: readonly OwnAuditEntry[]
  /** For `before`; null at the end. */
  readonly next_cursor: number | null
}

export interface PasswordChange {
  readonly current_password: string
  /** 10 to 200 characters of any kind. Characters are Unicode code points. */
  readonly new_password: string
}

/** Who came and who went within a moment. In no log. */
export interface Presence {
  readonly type: 'presence'
  readonly room_id: null
  readonly data: PresenceData
}

export interface PresenceData {
  /** Who came. */
  readonly online: readonly string[]
  /** Who went, with their last device. */
  readonly offline: readonly string[]
}

export interface PublicRoom {
  readonly id: number
  readonly name: string | null
  readonly type: 'direct' | 'group'
  readonly visibility: 'private' | 'public'
  readonly topic: string | null
  readonly created_by: string | null
  readonly created_at: string
  readonly archived_at: string | null
  readonly member_count: number
  /** Whether you are in it. */
  readonly joined: boolean
}

export interface PublicRoomList {
  readonly rooms: readonly PublicRoom[]
  readonly next_cursor: number | null
}

export interface Reaction {
  readonly emoji: string
  /** How many chose it. */
  readonly count: number
  /** Whether you did. */
  readonly me: boolean
}

/** Somebody chose an emoji, or took it back. Whether you have chosen it you know by `user_id`. */
export interface ReactionEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'reaction.added' | 'reaction.removed'
  readonly room_id: number
  readonly data: ReactionEventData
}

export interface ReactionEventData {
  readonly message_id: number
  readonly emoji: string
  /** Who chose it. */
  readonly user_id: string
  /** All that the message has by now. */
  readonly reactions: readonly EventReaction[]
}

/** Somebody who chose an emoji. */
export interface Reactor {
  readonly user: UserSummary
  readonly created_at: string
}

export interface ReactorList {
  /** In the order of their ids. */
  readonly reactors: readonly Reactor[]
  readonly next_cursor: string | null
}

/** You have read on, perhaps on another device. Nobody else is told. */
export interface ReadEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'read.moved'
  readonly room_id: number
  readonly data: ReadEventData
}

export interface ReadEventData {
  /** How far you have read. */
  readonly last_read_id: number
  /** Messages that you have not read, and that are not deleted. 100 means "100 or more". */
  readonly unread_count: number
  /** Those of them that mention you; 100 likewise. */
  readonly mention_count: number
  /** The newest message of the room when this was counted; 0 for none. */
  readonly newest_id: number
}

export interface ReadMarker {
  readonly last_read_message_id: number
  /** Messages that you have not read, and that are not deleted. 100 means "100 or more". */
  readonly unread_count: number
  /** Those of them that mention you; 100 likewise. */
  readonly mention_count: number
}

export interface RepliedMessage {
  readonly id: number
  readonly reply_count: number
}

export interface RequestQuota {
  readonly reads: number | null
  readonly writes: number | null
}

/** Events were missed for good: load the state anew. */
export interface Resync {
  readonly type: 'resync'
  /** Where the log stands: for `after`. */
  readonly cursor: string
}

export interface Room {
  readonly id: number
  readonly name: string | null
  readonly type: 'direct' | 'group'
  readonly visibility: 'private' | 'public'
  readonly topic: string | null
  readonly created_by: string | null
  readonly created_at: string
  readonly archived_at: string | null
}

export interface RoomChanges {
  /** Has 1 to 80 characters, not blank, without characters that control lines or direction. Characters are Unicode code points. */
  readonly name?: string
  readonly topic?: string | null
  readonly visibility?: 'private' | 'public'
  /** An archived room can only be read, left and deleted. */
  readonly archived?: boolean
}

/** The settings of the room, as they are by now. */
export interface RoomEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'room.updated'
  readonly room_id: number
  readonly data: RoomEventData
}

export interface RoomEventData {
  readonly room: EventRoom
}

export interface RoomList {
  /** Those with the newest messages first. */
  readonly rooms: readonly RoomOverview[]
  readonly next_cursor: string | null
}

export interface RoomMember {
  readonly room_id: number
  readonly user: UserSummary
  readonly role: 'admin' | 'member'
  readonly joined_at: string
}

export interface RoomMemberChanges {
  readonly role: 'admin' | 'member'
}

export interface RoomMemberList {
  readonly members: readonly RoomMember[]
  readonly next_cursor: string | null
}

/** Then `user` is who did it, and `content` is null. */
export interface RoomNotice {
  readonly event: 'member_joined' | 'member_left' | 'member_added' | 'member_removed' | 'room_renamed' | 'topic_changed' | 'visibility_changed' | 'room_archived' | 'room_unarchived'
  readonly user_id: string | null
  readonly name: string | null
  readonly topic: string | null
  readonly visibility: 'private' | 'public' | null
}

export interface RoomOverview {
  readonly id: number
  readonly name: string | null
  readonly type: 'direct' | 'group'
  readonly visibility: 'private' | 'public'
  readonly topic: string | null
  readonly created_by: string | null
  readonly created_at: string
  readonly archived_at: string | null
  readonly role: 'admin' | 'member'
  readonly member_count: number
  /** How far you have read; 0 for not at all. */
  readonly last_read_message_id: number
  /** Messages that you have not read, and that are not deleted. 100 means "100 or more". */
  readonly unread_count: number
  /** Those of them that mention you; 100 likewise. */
  readonly mention_count: number
  readonly last_message: LastMessage | null
  readonly with: UserSummary | null
}

export interface SearchResult {
  readonly message: Message
  /** The part of the text about what was found, in order; … where some is left out. */
  readonly snippet: readonly SnippetSegment[]
}

export interface SearchResults {
  /** Newest first. */
  readonly results: readonly SearchResult[]
  readonly next_cursor: number | null
}

/** It ends 30 days after its last use. `last_used_at` is exact to about a minute; `expires_at` moves at most once a day. */
export interface Session {
  readonly id: string
  /** Whether it is the one of this very request. */
  readonly current: boolean
  readonly user_agent: string | null
  readonly created_at: string
  readonly last_used_at: string | null
  readonly expires_at: string
}

export interface SessionList {
  readonly sessions: readonly Session[]
}

export interface SignIn {
  readonly email: string
  readonly password: string
}

export interface Snapshot {
  /** Where to follow the events from: those behind it are not in here yet. */
  readonly cursor: string
  readonly workspace: Workspace
  readonly me: User
  /** The first 100 of your rooms, those with the newest messages first. */
  readonly rooms: readonly RoomOverview[]
  readonly next_cursor: string | null
  readonly unread: UnreadTotal
}

export interface SnippetSegment {
  /** As it was written: escape it where you show it as HTML. */
  readonly text: string
  /** Whether it is what was searched for. */
  readonly marked: boolean
}

export interface StatementStats {
  readonly sql: string
  readonly count: number
  /** All of its runs together. */
  readonly milliseconds: number
}

/** `last_used_at` is exact to about a minute. */
export interface Token {
  readonly id: string
  readonly label: string
  /** `read` for GET, `write` for changes, `admin` for tokens, settings, roles and removals. */
  readonly scopes: readonly ('read' | 'write' | 'admin')[]
  readonly workspace: WorkspaceReference | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
}

export interface TokenList {
  readonly tokens: readonly Token[]
}

export interface Transfer {
  /** The id, in this workspace, of the member who is to own it. */
  readonly user: string
}

/** Somebody is typing: until six seconds later, or their message. In no log. */
export interface Typing {
  readonly type: 'typing'
  readonly room_id: number
  readonly data: TypingData
}

export interface TypingData {
  readonly user_id: string
}

export interface UnreadTotal {
  /** 1000 means "1000 or more". */
  readonly unread_count: number
  /** Likewise. */
  readonly mention_count: number
}

export interface UploadedFile {
  /** Its content is at `/workspaces/{workspace}/files/{file}`. */
  readonly id: string
  /** As its uploader called it. */
  readonly name: string
  /** What its bytes are, whatever was said of them. */
  readonly media_type: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
}

/** On disk. */
export interface UsedBytes {
  /** What the database holds. */
  readonly database: number
  /** What was uploaded. */
  readonly files: number
  /** Both, which is what the quota counts. */
  readonly used: number
  readonly quota: number | null
  /** In the database, left by what was deleted. */
  readonly free: number
  /** In its write-ahead log, until that is moved. */
  readonly log: number
}

/** Over the last one to two minutes, of everybody together; by this server. */
export interface UsedRequests {
  readonly per_second: number
  readonly mean_seconds: number | null
  readonly slowest_seconds: number | null
}

/** A user of one workspace. */
export interface User {
  readonly id: string
  readonly username: string | null
  readonly name: string | null
  readonly avatar_url: string | null
  readonly email: string | null
  /** In the workspace; null for those who are no members (any more). */
  readonly role: 'owner' | 'admin' | 'member' | null
  readonly created_at: string
}

/** Either fields of your own profile, or the role of somebody. */
export interface UserChanges {
  /** Has 1 to 80 characters, not blank, without characters that control lines or direction. Characters are Unicode code points. */
  readonly name?: string
  /** Unique in the workspace. */
  readonly username?: string
  readonly avatar_url?: string | null
  readonly role?: 'owner' | 'admin' | 'member'
}

/** Somebody of the workspace, as they are by now. */
export interface UserEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'user.added' | 'user.updated'
  readonly room_id: null
  readonly data: UserEventData
}

export interface UserEventData {
  readonly user: EventUser
}

export interface UserList {
  readonly users: readonly User[]
  readonly next_cursor: string | null
}

export interface UserRemovedData {
  readonly user_id: string
}

/** Somebody is no member of the workspace any more. What they wrote stays. */
export interface UserRemovedEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'user.removed'
  readonly room_id: null
  readonly data: UserRemovedData
}

export interface UserSummary {
  readonly id: string
  readonly username: string | null
  readonly name: string | null
  readonly avatar_url: string | null
}

export interface Workspace {
  /** Never changes. */
  readonly id: string
  /** The name in URLs. */
  readonly slug: string
  readonly name: string
  readonly state: 'active' | 'read_only' | 'suspended' | 'archived'
  readonly role: 'owner' | 'admin' | 'member'
  readonly created_at: string
}

export interface WorkspaceChanges {
  /** Has 1 to 80 characters, not blank, without characters that control lines or direction. Characters are Unicode code points. */
  readonly name?: string
  /** Lower-case letters, digits and inner hyphens; some words are reserved. Unique, and kept by a deleted workspace until its time is over. */
  readonly slug?: string
}

/** The workspace is called something else, or is in another state: load it again. */
export interface WorkspaceEvent {
  /** The cursor behind this event. */
  readonly id: string
  /** Its place in the log. */
  readonly seq: number
  readonly type: 'workspace.updated'
  readonly room_id: null
  readonly data: WorkspaceEventData
}

export interface WorkspaceEventData {
}

export interface WorkspaceList {
  readonly workspaces: readonly Workspace[]
  readonly next_cursor: string | null
}

export interface WorkspaceReference {
  readonly id: string
  readonly slug: string
}

export interface WorkspaceSettings {
  readonly retention_days: number | null
}

export interface WorkspaceSettingsChanges {
  readonly retention_days?: number | null
}

export interface WorkspaceState {
  readonly state: 'active' | 'read_only' | 'archived'
}

/** Sizes, and what this process has done with the file of the workspace. */
export interface WorkspaceStats {
  /** By table. */
  readonly rows: Readonly<Record<string, number>>
  readonly bytes: {
    readonly file: number
    readonly wal: number
  }
  readonly schema_version: number
  /** Since the file was opened. Several units of work can share one commit. */
  readonly writes: {
    readonly commits: number
    readonly units: number
    readonly units_per_commit: number
    readonly busy_retries: number
  }
  /** Since the file was opened. */
  readonly statements: readonly StatementStats[]
  readonly pool: {
    /** Whether this request found the file open. */
    readonly was_open: boolean
    readonly last_opened_at: string | null
  }
}

export interface WorkspaceUsage {
  readonly bytes: UsedBytes
  /** By table. */
  readonly rows: Readonly<Record<string, number>>
  readonly members: number
  readonly requests: UsedRequests
  /** How many are answered, of each person here and of all together. */
  readonly requests_per_minute: {
    readonly person: RequestQuota
    readonly workspace: RequestQuota
  }
}

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance: string
  /** What to branch on. More of them may come. */
  readonly code: 'address_not_verified' | 'already_member' | 'body_required' | 'body_too_deep' | 'body_too_large' | 'cross_site_request' | 'database_busy' | 'database_corrupt' | 'database_missing' | 'database_unreadable' | 'direct_room' | 'direct_room_with_oneself' | 'durability_lost' | 'emoji_not_found' | 'exclusive_cursors' | 'file_missing' | 'file_not_found' | 'file_sent' | 'forbidden' | 'idempotency_key_reused' | 'in_use' | 'insufficient_storage' | 'internal' | 'invalid_encoding' | 'invalid_idempotency_key' | 'invalid_input' | 'invalid_token' | 'invitation_for_another_address' | 'invitation_not_found' | 'last_admin' | 'last_owner' | 'link_ended' | 'mail_not_configured' | 'maintenance' | 'malformed_body' | 'member_not_found' | 'message_deleted' | 'message_not_found' | 'method_not_allowed' | 'metrics_closed' | 'migrating' | 'migration_failed' | 'newer_schema' | 'not_a_member' | 'not_ready' | 'not_room_admin' | 'not_workspace_admin' | 'not_workspace_owner' | 'not_yourself' | 'notice' | 'operation_running' | 'pool_exhausted' | 'precondition_failed' | 'provider_not_found' | 'quota_exceeded' | 'range_not_satisfiable' | 'resource_not_found' | 'room_archived' | 'room_not_found' | 'route_not_found' | 'schema_mismatch' | 'session_not_found' | 'session_required' | 'sign_in_again' | 'sign_in_busy' | 'slug_taken' | 'stopping' | 'storage_quota_exceeded' | 'token_bound_to_workspace' | 'token_cannot_mint' | 'token_not_found' | 'too_many_connections' | 'too_many_emoji' | 'too_many_exports' | 'too_many_invitations' | 'too_many_tokens' | 'too_many_unsent_files' | 'too_many_workspaces' | 'unauthorized' | 'unreadable_body' | 'unsupported_media_type' | 'upgrade_required' | 'user_not_found' | 'username_taken' | 'workspace_archived' | 'workspace_creation_closed' | 'workspace_deleting' | 'workspace_not_found' | 'workspace_provisioning' | 'workspace_read_only' | 'workspace_renamed' | 'workspace_suspended' | 'wrong_credentials' | 'wrong_password' | 'wrong_state' | (string & {})
  /** The same as X-Request-Id. */
  readonly request_id: string
  readonly errors?: readonly ({
    /** A JSON pointer into the body (`/content`), or a parameter (`?limit`). */
    readonly pointer: string
    readonly detail: string
  })[]
}

/** What each operation takes and answers. */
export interface Operations {
  /** Say whether the process runs */
  live: {
    input: {}
    answer: Health
  }
  /** Say whether requests can be served */
  ready: {
    input: {}
    answer: Health
  }
  /** Read the figures of the server */
  getMetrics: {
    input: {
      /** Adds figures of so many workspaces, the busiest ones, by name. */
      readonly top?: number
    }
    answer: Response
  }
  /** Read who you are */
  getMe: {
    input: {}
    answer: Me
  }
  /** Delete your account */
  deleteMe: {
    input: {}
    answer: undefined
  }
  /** Sign in with a password */
  signIn: {
    input: {
      readonly body: SignIn
    }
    answer: NewSession
  }
  /** Sign out */
  signOut: {
    input: {}
    answer: undefined
  }
  /** List your sessions */
  listSessions: {
    input: {}
    answer: SessionList
  }
  /** Sign out everywhere else */
  revokeOtherSessions: {
    input: {}
    answer: undefined
  }
  /** End one session */
  revokeSession: {
    input: {
      /** The id of a session. */
      readonly session: string
    }
    answer: undefined
  }
  /** Ask for an account */
  createAccount: {
    input: {
      readonly body: NewAccount
    }
    answer: undefined
  }
  /** Ask for a new password */
  resetPassword: {
    input: {
      readonly body: NewPasswordReset
    }
    answer: undefined
  }
  /** Change your password */
  changePassword: {
    input: {
      readonly body: PasswordChange
    }
    answer: undefined
  }
  /** List your API tokens */
  listTokens: {
    input: {}
    answer: TokenList
  }
  /** Create an API token */
  createToken: {
    input: {
      readonly body: NewToken
    }
    answer: CreatedToken
  }
  /** Read one API token */
  getToken: {
    input: {
      /** The id of a token. */
      readonly token: string
    }
    answer: Token
  }
  /** Revoke an API token */
  revokeToken: {
    input: {
      /** The id of a token. */
      readonly token: string
    }
    answer: undefined
  }
  /** List your workspaces */
  listWorkspaces: {
    input: {
      /** How many at most. */
      readonly limit?: number
      /** Only what follows this one: the `next_cursor` of the page before. */
      readonly after?: string
    }
    answer: WorkspaceList
    item: Workspace
  }
  /** Create a workspace */
  createWorkspace: {
    input: {
      readonly body: NewWorkspace
    }
    answer: Workspace
  }
  /** Change the settings of a workspace */
  updateWorkspace: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      readonly body: WorkspaceChanges
    }
    answer: Workspace
  }
  /** Delete a workspace */
  deleteWorkspace: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: undefined
  }
  /** Read a workspace */
  getWorkspace: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: Workspace
  }
  /** Make a workspace read-only, archive it, or take either back */
  setWorkspaceState: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      readonly body: WorkspaceState
    }
    answer: Workspace
  }
  /** Read the figures of a workspace */
  getWorkspaceStats: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: WorkspaceStats
  }
  /** Read how long a workspace keeps messages */
  getWorkspaceSettings: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: WorkspaceSettings
  }
  /** Change how long a workspace keeps messages */
  updateWorkspaceSettings: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      readonly body: WorkspaceSettingsChanges
    }
    answer: WorkspaceSettings
  }
  /** Read what a workspace uses, and may use */
  getWorkspaceUsage: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: WorkspaceUsage
  }
  /** Download a workspace */
  exportWorkspace: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** One SQLite file, or one JSON object per line. */
      readonly format?: 'sqlite' | 'jsonl'
    }
    answer: Response
  }
  /** Make another member the owner in your place */
  transferWorkspace: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      readonly body: Transfer
    }
    answer: Workspace
  }
  /** Read what was done in a workspace */
  listAuditLog: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only what is older: the `next_cursor`. */
      readonly before?: number
      /** Only what is of this kind. */
      readonly action?: 'account.created' | 'account.deleted' | 'account.linked' | 'invitation.accepted' | 'invitation.created' | 'invitation.revoked' | 'member.added' | 'member.left' | 'member.removed' | 'member.role_changed' | 'message.erased' | 'password.changed' | 'password.reset' | 'password.set' | 'person.erased' | 'session.created' | 'session.revoked' | 'sign_in.failed' | 'token.created' | 'token.revoked' | 'workspace.archived' | 'workspace.cloned' | 'workspace.created' | 'workspace.deleted' | 'workspace.exported' | 'workspace.imported' | 'workspace.made_read_only' | 'workspace.purged' | 'workspace.quota_changed' | 'workspace.renamed' | 'workspace.restored' | 'workspace.resumed' | 'workspace.retention_changed' | 'workspace.suspended' | 'workspace.transferred' | 'workspace.unarchived' | 'workspace.undeleted'
      /** From this moment on, in RFC 3339. */
      readonly since?: string
      /** Before this moment, in RFC 3339. */
      readonly until?: string
      /** What this user of the workspace has done. */
      readonly actor?: string
    }
    answer: AuditPage
    item: AuditEntry
  }
  /** Read what happened to your account */
  listOwnAuditLog: {
    input: {
      /** How many at most. */
      readonly limit?: number
      /** Only what is older: the `next_cursor`. */
      readonly before?: number
      /** Only what is of this kind. */
      readonly action?: 'account.created' | 'account.deleted' | 'account.linked' | 'invitation.accepted' | 'invitation.created' | 'invitation.revoked' | 'member.added' | 'member.left' | 'member.removed' | 'member.role_changed' | 'message.erased' | 'password.changed' | 'password.reset' | 'password.set' | 'person.erased' | 'session.created' | 'session.revoked' | 'sign_in.failed' | 'token.created' | 'token.revoked' | 'workspace.archived' | 'workspace.cloned' | 'workspace.created' | 'workspace.deleted' | 'workspace.exported' | 'workspace.imported' | 'workspace.made_read_only' | 'workspace.purged' | 'workspace.quota_changed' | 'workspace.renamed' | 'workspace.restored' | 'workspace.resumed' | 'workspace.retention_changed' | 'workspace.suspended' | 'workspace.transferred' | 'workspace.unarchived' | 'workspace.undeleted'
      /** From this moment on, in RFC 3339. */
      readonly since?: string
      /** Before this moment, in RFC 3339. */
      readonly until?: string
    }
    answer: OwnAuditPage
    item: OwnAuditEntry
  }
  /** List the invitations of a workspace */
  listInvitations: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only what follows this one: the `next_cursor` of the page before. */
      readonly after?: string
    }
    answer: InvitationList
    item: Invitation
  }
  /** Invite somebody to a workspace */
  createInvitation: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      readonly body: NewInvitation
    }
    answer: CreatedInvitation
  }
  /** Read one invitation */
  getInvitation: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of one. */
      readonly invitation: string
    }
    answer: Invitation
  }
  /** Revoke an invitation */
  revokeInvitation: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of one. */
      readonly invitation: string
    }
    answer: undefined
  }
  /** See what an invitation is for */
  readInvitation: {
    input: {
      /** What the link of an invitation ends with. */
      readonly secret: string
    }
    answer: InvitationPreview
  }
  /** Accept an invitation */
  acceptInvitation: {
    input: {
      /** What the link of an invitation ends with. */
      readonly secret: string
    }
    answer: Workspace
  }
  /** List the users of a workspace */
  listUsers: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only what follows this one: the `next_cursor` of the page before. */
      readonly after?: string
    }
    answer: UserList
    item: User
  }
  /** Read one user */
  getUser: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a person here. */
      readonly user: string
    }
    answer: User
  }
  /** Change your profile, or the role of a user */
  updateUser: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a person here. */
      readonly user: string
      readonly body: UserChanges
    }
    answer: User
  }
  /** Remove a user, or leave the workspace */
  removeUser: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a person here. */
      readonly user: string
    }
    answer: undefined
  }
  /** Read where you stand, and from where to follow */
  getSnapshot: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: Snapshot
  }
  /** List your rooms */
  listRooms: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only rooms behind this one: the `next_cursor` of the page before. */
      readonly after?: string
    }
    answer: RoomList
    item: RoomOverview
  }
  /** Create a group room */
  createRoom: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      readonly body: NewRoom
    }
    answer: Room
  }
  /** Read one room */
  getRoom: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
    }
    answer: Room
  }
  /** Change the settings of a room */
  updateRoom: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      readonly body: RoomChanges
    }
    answer: Room
  }
  /** Delete a room */
  deleteRoom: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
    }
    answer: undefined
  }
  /** Open the direct room with a user */
  openDirectRoom: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a person here. */
      readonly user: string
    }
    answer: Room
  }
  /** List the rooms that you can join */
  listPublicRooms: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only rooms behind this id: the next_cursor. */
      readonly after?: number
    }
    answer: PublicRoomList
    item: PublicRoom
  }
  /** Count what you have not read */
  getUnread: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
    }
    answer: UnreadTotal
  }
  /** Say how far you have read */
  markRoomRead: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      readonly body: NewReadMarker
    }
    answer: ReadMarker
  }
  /** List members of a room */
  listRoomMembers: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** How many at most. */
      readonly limit?: number
      /** Only what follows this one: the `next_cursor` of the page before. */
      readonly after?: string
    }
    answer: RoomMemberList
    item: RoomMember
  }
  /** Read one member of a room */
  getRoomMember: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a person here. */
      readonly user: string
    }
    answer: RoomMember
  }
  /** Add a user to a room, or join */
  addRoomMember: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a person here. */
      readonly user: string
      readonly body?: NewRoomMember
    }
    answer: RoomMember
  }
  /** Change a member's role */
  changeRoomMember: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a person here. */
      readonly user: string
      readonly body: RoomMemberChanges
    }
    answer: RoomMember
  }
  /** Remove a member, or leave */
  removeRoomMember: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a person here. */
      readonly user: string
    }
    answer: undefined
  }
  /** List messages of a room */
  listMessages: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** How many at most. */
      readonly limit?: number
      /** Only what is older than this id. */
      readonly before?: number
      /** Only what is newer than this id; 0 for the oldest. */
      readonly after?: number
      /** This id, with what surrounds it. */
      readonly around?: number
    }
    answer: MessageList
    item: Message
  }
  /** Send a message */
  sendMessage: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      readonly body: NewMessage
    }
    answer: Message
  }
  /** Read one message */
  getMessage: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
    }
    answer: Message
  }
  /** Edit a message */
  editMessage: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
      readonly body: MessageChanges
    }
    answer: Message
  }
  /** Delete a message */
  deleteMessage: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
    }
    answer: undefined
  }
  /** List replies to a message */
  listReplies: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
      /** How many at most. */
      readonly limit?: number
      /** Only what is older than this id. */
      readonly before?: number
      /** Only what is newer than this id; 0 for the oldest. */
      readonly after?: number
      /** This id, with what surrounds it. */
      readonly around?: number
    }
    answer: MessageList
    item: Message
  }
  /** List what a message has said */
  listRevisions: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
      /** How many at most. */
      readonly limit?: number
      /** Only what is older: the `next_cursor` of the page before. */
      readonly before?: number
    }
    answer: MessageRevisionList
    item: MessageRevision
  }
  /** List who reacted with an emoji */
  listReactors: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
      /** One emoji, such as 👍, percent-encoded. */
      readonly emoji: string
      /** How many at most. */
      readonly limit?: number
      /** Only what follows this one: the `next_cursor` of the page before. */
      readonly after?: string
    }
    answer: ReactorList
    item: Reactor
  }
  /** React with an emoji */
  addReaction: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
      /** One emoji, such as 👍, percent-encoded. */
      readonly emoji: string
    }
    answer: undefined
  }
  /** Take your reaction away */
  removeReaction: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a room. */
      readonly room: number
      /** The id of a message. */
      readonly message: number
      /** One emoji, such as 👍, percent-encoded. */
      readonly emoji: string
    }
    answer: undefined
  }
  /** Upload a file */
  uploadFile: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** What to call it; `file` when left out. 1 to 255 characters, without characters that control lines or direction; separators of paths become `_`. */
      readonly filename?: string
      readonly body: BodyInit
    }
    answer: UploadedFile
  }
  /** Download a file */
  downloadFile: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a file. */
      readonly file: string
    }
    answer: Response
  }
  /** Delete an upload that was not sent */
  deleteFile: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** The id of a file. */
      readonly file: string
    }
    answer: undefined
  }
  /** List messages that mention you */
  listMentions: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only what is older: the `next_cursor` of the page before. */
      readonly before?: number
    }
    answer: MentionList
    item: Message
  }
  /** Search messages */
  searchMessages: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** How many at most. */
      readonly limit?: number
      /** Only what is older: the `next_cursor` of the page before. */
      readonly before?: number
      /** Has 1 to 256 characters, not blank, without NUL and lone surrogates. Characters are Unicode code points. */
      readonly q: string
    }
    answer: SearchResults
    item: SearchResult
  }
  /** Follow a workspace as server-sent events */
  streamEvents: {
    input: {
      /** The slug of a workspace, or its id. */
      readonly workspace: string
      /** A cursor: only what has happened since. From now on when absent. */
      readonly after?: string
    }
    answer: Response
  }
}
