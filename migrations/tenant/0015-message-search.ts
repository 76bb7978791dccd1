import type { Migration } from '../../src/database/migration.ts'

/** Code points of scripts that put no blanks between words, or glue endings to them. */
const UNSPACED =
  '\u{e01}-\u{e3a}\u{e40}-\u{e4e}\u{e81}-\u{ecd}\u{1000}-\u{103f}\u{1100}-\u{11ff}\u{1780}-\u{17d3}' +
  '\u{3005}-\u{3007}\u{3041}-\u{3096}\u{309d}-\u{309f}\u{30a1}-\u{30fa}\u{30fc}-\u{31bf}' +
  '\u{31f0}-\u{31ff}\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}\u{a960}-\u{a97c}\u{ac00}-\u{d7a3}' +
  '\u{f900}-\u{faff}\u{ff66}-\u{ff9f}\u{20000}-\u{3fffd}'

/**
 * Symbols that are younger than the tables of the tokenizer, which takes what it does not know
 * for letters.
 */
const SYMBOLS =
  '\u{20a0}-\u{20cf}\u{23f4}-\u{23ff}\u{2b4d}-\u{2bff}\u{2e3c}-\u{2e5d}\u{fe00}-\u{fe0f}' +
  '\u{1f000}-\u{1fbff}'

/**
 * A message's text as it is indexed. Of an unspaced script each character begins a word of two,
 * with the one behind it: so words of two characters are found wherever they stand. It goes by
 * chunks of 64 characters, because to find the n-th one SQLite counts from the beginning.
 */
export const WORDS = `CASE WHEN octet_length(content) = length(content)
      OR content NOT GLOB '*[${UNSPACED}${SYMBOLS}]*' THEN content
    ELSE (
      WITH RECURSIVE
        chunks(start, part) AS (
          SELECT 1, substr(content, 1, 65)
          UNION ALL
          SELECT start + 64, substr(content, start + 64, 65) FROM chunks WHERE length(part) = 65
        ),
        positions(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM positions WHERE at < 64),
        letters(number, this, next) AS (
          SELECT start + at, substr(part, at, 1), substr(part, at + 1, 1)
          FROM chunks CROSS JOIN positions WHERE at <= length(part)
        )
      SELECT group_concat(CASE
        WHEN this GLOB '[${UNSPACED}]'
          THEN ' ' || this || iif(next GLOB '[${UNSPACED}]', next, '') || ' '
        WHEN this GLOB '[${SYMBOLS}]' THEN ' '
        ELSE this END, '' ORDER BY number)
      FROM letters
    ) END`

/** What filters ask for: every message, its room, its author, and what is attached to it. */
export const FACETS = `'all r' || room_id || ' u' || coalesce(hex(user_id), '') ||
    CASE type WHEN 'image' THEN ' file image' WHEN 'file' THEN ' file' ELSE '' END`

/** Columns of a message on which its entry depends. */
export const INDEXED = 'id, room_id, user_id, content, type, created_at, deleted_at, notice'

/** New messages that enter the index together; one that has more characters than this takes them along. */
const BATCH = 32
const LONG = 500

export const THROUGH = '(SELECT through FROM search_state)'

const insertEntry = `INSERT INTO message_search (rowid, words, facets)
    SELECT id, words, facets FROM message_words WHERE id = new.id`

/** An index without content cannot know by itself what it has of a message: it is told. */
const deleteEntry = `INSERT INTO message_search (message_search, rowid, words, facets)
    SELECT 'delete', id, words, facets FROM message_words WHERE id = old.id`

const insertDays = (which: string) => `INSERT INTO search_days (day, first_id, last_id)
    SELECT coalesce(substr(created_at, 1, 10), ''), min(id), max(id)
    FROM messages WHERE ${which} GROUP BY 1
    ON CONFLICT (day) DO UPDATE SET
      first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id)`

/** What the index has of each message. */
export const MESSAGE_WORDS = `CREATE VIEW message_words (id, words, facets) AS
  SELECT id, ${WORDS}, ${FACETS}
  FROM messages WHERE deleted_at IS NULL AND notice IS NULL`

/** Keeps the entries true to columns of their messages. */
export function followUpdatesOf(columns: string): readonly string[] {
  return [
    `CREATE TRIGGER messages_search_before_update BEFORE UPDATE OF ${columns} ON messages
  WHEN old.id <= ${THROUGH}
BEGIN
  ${deleteEntry};
END`,
    `CREATE TRIGGER messages_search_after_update AFTER UPDATE OF ${columns} ON messages
  WHEN new.id <= ${THROUGH}
BEGIN
  ${insertEntry};
  ${insertDays('id = new.id')};
END`,
  ]
}

/**
 * Has new messages enter the index: those whose id was chosen among the indexed ones at once, and
 * the others together.
 *
 * @param due when the others do
 * @param next up to which id they do then
 */
export const followInserts = (due: string, next: string) =>
  `CREATE TRIGGER messages_search_insert AFTER INSERT ON messages
  WHEN new.id <= ${THROUGH} OR ${due}
BEGIN
  -- Somebody has chosen an id among those that are indexed.
  ${insertEntry} AND new.id <= ${THROUGH};
  ${insertDays(`id = new.id AND new.id <= ${THROUGH}`)};
  UPDATE search_state SET through = ${next} WHERE through < new.id;
END`

/** As this migration has it: some at a time, and what is long takes those before it along. */
export const INSERTED_BY_32 = followInserts(
  `new.id >= ${THROUGH} + ${BATCH} OR length(new.content) > ${LONG}`,
  'new.id',
)

/**
 * The full-text index of the messages (https://sqlite.org/fts5.html). Up to the id
 * `search_state.through` it holds what people wrote and did not delete, and follows edits and
 * deletions within their transactions, whoever makes them. New messages enter it some at a time,
 * because one alone costs as much as the rest of its transaction; a search reads the few behind
 * `through` themselves.
 */
export const messageSearch: Migration = {
  name: '0015-message-search',
  // To older code all of it is unknown, and works by itself.
  servesFrom: { read: 1, write: 13 },
  up: [
    `CREATE VIRTUAL TABLE message_search USING fts5(
  words, facets, content='', columnsize=0,
  tokenize="unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
)`,
    // Without it deleted words stay in the index until it is merged by chance.
    "INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1)",
    `CREATE TABLE search_state (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  through INTEGER NOT NULL
)`,
    // Between which ids a day's messages lie: ids need not follow the time.
    `CREATE TABLE search_days (
  day TEXT PRIMARY KEY,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL
) WITHOUT ROWID`,
    MESSAGE_WORDS,
    `CREATE TRIGGER search_state_through AFTER UPDATE OF through ON search_state
  WHEN new.through > old.through
BEGIN
  INSERT INTO message_search (rowid, words, facets)
    SELECT id, words, facets FROM message_words
    WHERE id > old.through AND id <= new.through ORDER BY id;
  ${insertDays('id > old.through AND id <= new.through')};
END`,
    INSERTED_BY_32,
    ...followUpdatesOf(INDEXED),
    `CREATE TRIGGER messages_search_delete BEFORE DELETE ON messages
  WHEN old.id <= ${THROUGH}
BEGIN
  ${deleteEntry};
END`,
    'INSERT INTO search_state VALUES (1, 0)',
    'UPDATE search_state SET through = coalesce((SELECT max(id) FROM messages), 0)',
  ],
  down: [
    'DROP TRIGGER messages_search_delete',
    'DROP TRIGGER messages_search_after_update',
    'DROP TRIGGER messages_search_before_update',
    'DROP TRIGGER messages_search_insert',
    'DROP VIEW message_words',
    'DROP TABLE search_days',
    'DROP TABLE search_state',
    'DROP TABLE message_search',
  ],
}
