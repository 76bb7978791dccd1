/** It makes something new, which no row has anything to do with yet. */
const CREATES = /^\s*create\s+(?:(?:virtual\s+)?table|(?:unique\s+)?index|view)\b[^;]*$/i

/** What it is to do it does later. One statement has semicolons then. */
const CREATES_TRIGGER = /^\s*create\s+trigger\b/i

/** With foreign keys off a new column may refer to rows that do not exist, by its default. */
const ADDS_COLUMN = /^\s*alter\s+table\s+\w+\s+add\s+column\b(?![^;]*\breferences\b)[^;]*$/i

/**
 * Whether a statement of a migration leaves each row there is, and each key that
 * rows refer by, as it is: then no row can refer to less than before. Of one
 * that it does not know it says no.
 */
export function onlyAdds(sql: string): boolean {
  return CREATES.test(sql) || CREATES_TRIGGER.test(sql) || ADDS_COLUMN.test(sql)
}
