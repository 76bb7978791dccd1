import type { Speaker } from './line.ts'

export interface Person {
  readonly username: Exclude<Speaker, 'owner'>
  readonly name: string
}

/** Larkspur, eight people who make a booking service for sports clubs. */
export const people: readonly Person[] = [
  { username: 'maya', name: 'Maya Lindqvist' },
  { username: 'tomas', name: 'Tomás Herrera' },
  { username: 'priya', name: 'Priya Raman' },
  { username: 'jonas', name: 'Jonas Weber' },
  { username: 'aiko', name: 'Aiko Tanaka' },
  { username: 'sam', name: 'Sam Okafor' },
  { username: 'lena', name: 'Lena Kowalska' },
  { username: 'ruth', name: 'Ruth Abrams' },
]

export function emailOf(person: Person): string {
  return `${person.username}@example.com`
}
