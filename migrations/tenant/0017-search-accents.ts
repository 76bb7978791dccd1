import type { Migration } from '../../src/database/migration.ts'
import {
  FACETS,
  followUpdatesOf,
  INDEXED,
  MESSAGE_WORDS,
  THROUGH,
  WORDS,
} from './0015-message-search.ts'

/**
 * Letters whose accents the tokenizer leaves where they are: it knows Latin ones, and not all of
 * those. Below each its bare letter; first what modern Greek and Cyrillic have, then what is rare.
 */
const USUAL = 'ЀЁЃЇЌЍЎЙйѐёѓїќѝўӢӣӮӯΆΈΉΊΌΎΏΐΪΫάέήίΰϊϋόύώ'
const USUAL_BARE = 'еегікиуииеегікиуииууαεηιουωιιυαεηιυιυουω'

const RARE =
  'ǠǡǢǣǮǯǼǽǾǿẛѶѷӁӂӐӑӒӓӖӗӚӛӜӝӞӟӤӥӦӧӪӫӬӭӰӱӲӳӴӵӸӹϓϔ' +
  'ἀἁἂἃἄἅἆἇἈἉἊἋἌἍἎἏἐἑἒἓἔἕἘἙἚἛἜἝἠἡἢἣἤἥἦἧἨἩἪἫἬἭἮἯἰἱἲἳἴἵἶἷἸἹἺἻἼἽἾἿὀὁὂὃὄὅὈὉὊὋὌὍὐὑὒὓὔὕὖὗὙὛὝὟὠὡὢὣ' +
  'ὤὥὦὧὨὩὪὫὬὭὮὯὰὲὴὶὸὺὼᾀᾁᾂᾃᾄᾅᾆᾇᾈᾉᾊᾋᾌᾍᾎᾏᾐᾑᾒᾓᾔᾕᾖᾗᾘᾙᾚᾛᾜᾝᾞᾟᾠᾡᾢᾣᾤᾥᾦᾧᾨᾩᾪᾫᾬᾭᾮᾯᾰᾱᾲᾳᾴᾶᾷᾸᾹᾺᾼῂῃῄῆῇῈῊῌῐῑ' +
  'ῒῖῗῘῙῚῠῡῢῤῥῦῧῨῩῪῬῲῳῴῶῷῸῺῼ' +
  // With an oxia; normalization would turn them into those with a tonos above.
  '\u{1f71}\u{1f73}\u{1f75}\u{1f77}\u{1f79}\u{1f7b}\u{1f7d}\u{1fbb}\u{1fc9}\u{1fcb}' +
  '\u{1fd3}\u{1fdb}\u{1fe3}\u{1feb}\u{1ff9}\u{1ffb}'
const RARE_BARE =
  'aaææʒʒææøøſѵѵжжааааееәәжжззииооөөээууууччыыϒϒ' +
  'ααααααααααααααααεεεεεεεεεεεεηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιιοοοοοοοοοοοουυυυυυυυυυυυωωωω' +
  'ωωωωωωωωωωωωαεηιουωααααααααααααααααηηηηηηηηηηηηηηηηωωωωωωωωωωωωωωωωαααααααααααηηηηηεηηιι' +
  'ιιιιιιυυυρρυυυυυρωωωωωοωω' +
  'αεηιουωαεηιιυυοω'

/** Accents behind their letter that the tokenizer keeps. */
const MARKS = '\u{313}\u{314}\u{342}\u{345}'

const LETTERS = `${USUAL}${RARE}${MARKS}`
// Shorter by the marks: what they are replaced by is behind its end.
const BARE = `${USUAL_BARE}${RARE_BARE}`

/** Both as they can be told from other letters at a glance: a class with all of them is slow. */
const ANY_CLASS = '[Ǡ-ǿ\u{313}-\u{345}Ά-ӹẛἀ-ῼ]'
const RARE_CLASS = '[ǠǡǢǣǮǯǼ-ǿẛѶѷӁӂӐ-ӓӖӗӚ-ӟӤ-ӧӪ-ӭӰ-ӵӸӹϓϔἀ-ῼ\u{313}\u{314}\u{342}\u{345}]'

/**
 * The words of a text without accents. One letter of the list is replaced after the other, as many
 * as the text makes necessary: measured, that is faster than to look at each character of the text.
 * What is ASCII costs nothing.
 */
const BARE_WORDS = `CASE WHEN octet_length(content) = length(content) THEN content
    ELSE (
      WITH RECURSIVE bare(step, last, words) AS (
        SELECT 1, CASE
          WHEN content NOT GLOB '*${ANY_CLASS}*' THEN 0
          WHEN content GLOB '*${RARE_CLASS}*' THEN ${[...LETTERS].length}
          ELSE ${USUAL.length} END, ${WORDS}
        UNION ALL
        SELECT step + 1, last,
          replace(words, substr('${LETTERS}', step, 1), substr('${BARE}', step, 1))
        FROM bare WHERE step <= last
      )
      SELECT words FROM bare WHERE step > last
    ) END`

/** Whether any message has other words now: 2 million take some 20 s to index. */
const ANY = `(EXISTS (SELECT 1 FROM messages WHERE file_id IS NOT NULL) OR EXISTS (
    SELECT 1 FROM messages
    WHERE octet_length(content) > length(content) AND content GLOB '*${ANY_CLASS}*'
  ))`

const OF_THE_FILE = `SELECT id FROM messages WHERE file_id = old.id AND id <= ${THROUGH}`

/**
 * The search finds words without regard to accents in Greek and Cyrillic too, and messages by the
 * name of the file that they show.
 */
export const searchAccents: Migration = {
  name: '0017-search-accents',
  // What searches with the code of 0015 does not find a few words; all else is as it was.
  servesFrom: { read: 1, write: 13 },
  up: [
    'DROP TRIGGER messages_search_before_update',
    'DROP TRIGGER messages_search_after_update',
    'DROP VIEW message_words',
    `CREATE VIEW message_words (id, words, facets) AS
  SELECT id, ${BARE_WORDS}, ${FACETS}
  FROM (
    SELECT m.id, m.room_id, m.user_id, m.type, concat_ws(' ', m.content, f.name) AS content
    FROM messages m LEFT JOIN files f ON f.id = m.file_id
    WHERE m.deleted_at IS NULL AND m.notice IS NULL
  )`,
    ...followUpdatesOf(`${INDEXED}, file_id`),
    `CREATE TRIGGER files_search_before_rename BEFORE UPDATE OF name ON files
BEGIN
  INSERT INTO message_search (message_search, rowid, words, facets)
    SELECT 'delete', id, words, facets FROM message_words WHERE id IN (${OF_THE_FILE});
END`,
    `CREATE TRIGGER files_search_after_rename AFTER UPDATE OF name ON files
BEGIN
  INSERT INTO message_search (rowid, words, facets)
    SELECT id, words, facets FROM message_words WHERE id IN (${OF_THE_FILE});
END`,
    `INSERT INTO message_search (message_search) SELECT 'delete-all' WHERE ${ANY}`,
    `UPDATE search_state SET through = 0 WHERE ${ANY}`,
    `UPDATE search_state SET through = coalesce((SELECT max(id) FROM messages), 0)
  WHERE through = 0`,
  ],
  down: [
    'DROP TRIGGER files_search_after_rename',
    'DROP TRIGGER files_search_before_rename',
    'DROP TRIGGER messages_search_after_update',
    'DROP TRIGGER messages_search_before_update',
    'DROP VIEW message_words',
    MESSAGE_WORDS,
    ...followUpdatesOf(INDEXED),
    "INSERT INTO message_search (message_search) VALUES ('delete-all')",
    'UPDATE search_state SET through = 0',
    'UPDATE search_state SET through = coalesce((SELECT max(id) FROM messages), 0)',
  ],
}
