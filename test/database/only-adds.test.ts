import { expect, test } from 'bun:test'
import { onlyAdds } from '../../src/database/only-adds.ts'
import { teams, withConnection } from './schemas.ts'

test.each([
  'CREATE TABLE a (id INTEGER, b REFERENCES c(id))',
  "CREATE VIRTUAL TABLE a USING fts5(words, content='')",
  'CREATE UNIQUE INDEX a ON b(c)',
  'create index a on b(c)',
  'CREATE VIEW a AS SELECT 1',
  'CREATE TRIGGER a AFTER INSERT ON b BEGIN\n  DELETE FROM c;\n  DELETE FROM d;\nEND',
  'ALTER TABLE a ADD COLUMN b TEXT',
])('leaves what there is as it is: %s', (sql) => {
  expect(onlyAdds(sql)).toBe(true)
})

test.each([
  'DELETE FROM a',
  'UPDATE a SET b = 1',
  'INSERT INTO a VALUES (1)',
  'DROP TABLE a',
  'ALTER TABLE a RENAME TO b',
  'ALTER TABLE a DROP COLUMN b',
  'ALTER TABLE a ADD COLUMN b REFERENCES c(id) DEFAULT 7',
  'CREATE TABLE a (id); DELETE FROM b',
  'ALTER TABLE a ADD COLUMN b; DELETE FROM c',
  'PRAGMA writable_schema = ON',
  '-- CREATE TABLE a (id)\nDELETE FROM a',
])('may do more: %s', (sql) => {
  expect(onlyAdds(sql)).toBe(false)
})

test('a new column may break references, which is why it is looked at', () => {
  withConnection(':memory:', (connection) => {
    for (const sql of teams.up) connection.execute(sql)
    connection.execute('PRAGMA foreign_keys = OFF')
    connection.execute('INSERT INTO teams (id) VALUES (1)')
    connection.execute('ALTER TABLE teams ADD COLUMN league INTEGER REFERENCES teams(id) DEFAULT 7')
    expect(connection.query('PRAGMA foreign_key_check', []).rows).toHaveLength(1)
  })
})
