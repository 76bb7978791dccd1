/** What holds for every operation; the head of the document, in CommonMark. */
export const description = `
Team chat in which every workspace lives in its own SQLite database.

**Authentication.** Send \`Authorization: Bearer cnv_…\`. A workspace that you are not a
member of is answered exactly like one that does not exist.

**Errors** are \`application/problem+json\` (RFC 9457). Branch on \`code\`; \`type\` is
\`/problems/\` and the same code. \`errors\` names each field by a JSON pointer into the body
(\`/content\`) or as a query parameter (\`?limit\`). An id that cannot exist, such as \`-1\`, is
answered 404 like one that does not. Unknown fields and parameters are refused.

**Names** (of rooms, workspaces, people, tokens) are kept composed (Unicode NFC) and without the blanks
around them. What people write in messages is kept as it came.

**Requests** have a JSON body of at most 64 KB, in UTF-8. Every answer carries \`X-Request-Id\`:
yours, if it is made of letters, digits, \`_\`, \`=\` and \`-\`.

**Paging.** \`limit\` with one of \`before\`, \`after\` and \`around\`. Only a cursor of \`null\` means
the end.

**Versions.** Single resources carry an \`ETag\`: send it as \`If-Match\` with a change, and as
\`If-None-Match\` with a read.

**Rate limits.** Every answer to somebody who is signed in says where they stand: \`RateLimit-Policy:
"read";q=3000;w=60\` (how many in a window, and its seconds) and \`RateLimit: "read";r=2999;t=60\`
(how many are left, and the seconds until it ends). They count for each person in each workspace, what
changes something apart from what does not. One too many is 429 with \`Retry-After\`, which the
workspace as a whole can also be.

**Room.** A workspace has a quota of bytes. When it is used up, whatever adds to it is answered 507
\`storage_quota_exceeded\`; reading and deleting go on.

**Sending again.** Where an operation takes an \`Idempotency-Key\`, a request that got no
answer can be sent once more with the same key: it is carried out once.
`.trim()
