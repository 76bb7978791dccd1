import { seededRandom } from '../seeded-random.ts'

/** Syllables of words that no language has; with a few of scripts that are searched another way. */
const ONSETS = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'st', 'tr', 'ch']
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'é', 'ö']
const OTHER_SCRIPTS = ['会议记录', '明天上线', 'привет', 'ありがとう', '🎉', 'β-test']

/** How many different words there are: about as many as a team uses. */
const WORDS = 4_000

/** Words by how often they are used, the most frequent first. */
export function vocabulary(random: () => number): readonly string[] {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? ''
  const words = new Set<string>()
  while (words.size < WORDS) {
    const syllables = 1 + Math.floor(random() * 3)
    let word = ''
    for (let n = 0; n < syllables; n += 1) word += pick(ONSETS) + pick(VOWELS)
    words.add(word)
  }
  return [...words, ...OTHER_SCRIPTS]
}

/** The word that a workspace of so many generated messages has most of. */
export function mostFrequentWord(messages: number): string {
  return vocabulary(seededRandom(messages))[0] ?? ''
}

/** A message of 3 to 25 words, of which the frequent ones are used far more often. */
export function phrase(words: readonly string[], random: () => number): string {
  const length = 3 + Math.floor(random() ** 2 * 23)
  let text = ''
  for (let n = 0; n < length; n += 1) {
    const word = words[Math.floor(random() ** 3 * words.length)] ?? ''
    text += n === 0 ? word : ` ${word}`
  }
  return text
}
