import type { Argument, Call } from './trace-line.ts'

export function pathOf(argument: Argument | undefined): string | null {
  return argument?.kind === 'descriptor' ? argument.path : null
}

// What a program prints is no answer, even when its output is a socket.
export function isSocket(argument: Argument | undefined): boolean {
  if (argument?.kind !== 'descriptor' || argument.descriptor <= 2) return false
  return argument.path?.startsWith('socket:') ?? false
}

export function keyOf(argument: Argument | undefined): string {
  return argument?.kind === 'descriptor' ? `${argument.descriptor}:${argument.path}` : ''
}

export function descriptors(call: Call): Argument[] {
  return call.arguments.filter((argument) => argument.kind === 'descriptor')
}

export function wordsOf(call: Call): string[] {
  return call.arguments.flatMap((argument) => (argument.kind === 'word' ? [argument.word] : []))
}

export function has(call: Call, flag: string): boolean {
  return wordsOf(call).some((word) => word.split('|').includes(flag))
}

/** The word at that place, as a number; negative places count from the end. */
export function number(call: Call, place: number): number {
  return Number(wordsOf(call).at(place))
}

export function joined(call: Call): Uint8Array {
  return Buffer.concat(
    call.arguments.flatMap((argument) => (argument.kind === 'text' ? [argument.bytes] : [])),
  )
}

export function textsOf(call: Call): string[] {
  return call.arguments.flatMap((argument) =>
    argument.kind === 'text' ? [new TextDecoder().decode(argument.bytes)] : [],
  )
}
