import { expect, test } from 'bun:test'

const PROGRAM = new URL('./fixtures/close-and-say-so.ts', import.meta.url).pathname

test('a stopping process closes every database first and then ends by itself', async () => {
  const child = Bun.spawn([process.execPath, PROGRAM], { stdout: 'pipe', stderr: 'inherit' })
  let output = ''
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (output === '') child.kill('SIGTERM')
    output += chunk
  }
  expect(output).toBe('ready\nclosed, 0 left\n')
  expect(await child.exited).toBe(0)
  expect(child.signalCode).toBeNull()
})
