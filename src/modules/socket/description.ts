/** What a client has to know of the frames; docs/events.md says more. */
export const SOCKET_DESCRIPTION = `Frames are JSON objects with a \`type\`. The client begins:

- \`{"type":"authenticate","token":"cnv_…"}\` unless the request carries a bearer token or, from our own pages, the cookie.
- \`{"type":"resume","after":"<cursor>"}\`, or \`null\` for from now on. Both within 10 seconds.

Then it may send \`{"type":"typing","room_id":1}\` and \`{"type":"heartbeat"}\`: at most 16 KB each, 20 a second.

The server answers \`{"type":"hello","cursor":…,"user_id":…,"present":[…]}\` or \`{"type":"resync","cursor":…}\`, and sends events as \`GET /workspaces/{workspace}/events\` does, and a \`heartbeat\` with the cursor every 25 seconds.

Codes with which it closes: 1009 frame too large, 1011 error, 1012 restart, 1013 too slow or too much, 4400 frame unreadable or unknown, 4401 not signed in, 4403 removed from the workspace, 4404 no such workspace, 4408 heartbeat missed, 4409 resync, 4423 workspace suspended or archived, 4429 too many frames or connections.`
