import { join } from 'node:path'
import type { ControlAnswer } from '../../src/control/control-server.ts'
import type { Input, OperationName, Result } from '../../src/control/operation-types.ts'

/**
 * What a command asks a running server for, without the process of the command, which would cost
 * more than all the rest of many a test.
 */
export async function ask<Name extends OperationName>(
  dataDir: string,
  name: Name,
  input: Input<Name>,
): Promise<Result<Name>> {
  const response = await fetch(`http://conclave/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
    unix: join(dataDir, 'control.sock'),
  })
  const answer = (await response.json()) as ControlAnswer
  if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
  return answer.result as Result<Name>
}
