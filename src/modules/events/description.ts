/** What a client has to know of the stream; docs/events.md says more. */
export const EVENTS_DESCRIPTION = `Each event is a JSON object \`{"id":"1337.812","seq":812,"type":"message.created","room_id":7,"data":{…}}\` without an event name, so that one listener gets them all. Its \`id\` is the cursor to go on from: an EventSource sends it as Last-Event-ID by itself.

First comes \`{"type":"hello","cursor":…,"user_id":…,"present":[…]}\`. \`{"type":"resync","cursor":…}\` before it says that events were missed for good: fetch the state anew. \`presence\` and \`typing\` are in no log and have no id. A comment every 25 seconds keeps proxies from closing it.

The stream ends when the caller's session or membership does, when they do not keep up, and when the server stops.`
