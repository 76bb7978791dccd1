import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import type { LogLevel } from './config.ts'

export type { Logger } from 'pino'

/**
 * One JSON object per line on standard output.
 *
 * No request or response is ever handed to it: call sites name the few fields
 * they log, so bodies, cookies and Authorization cannot get in by accident. The
 * redaction is the second line of defence, for an object that carries one.
 * Errors go under `err`, which prints their type, message, stack and cause.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

const secrets = ['authorization', 'cookie', 'set-cookie', 'token', 'password', 'secret', 'body']
