import { ConclaveProblem } from '../../client/problem.ts'

/** What the server answers when it says no. */
export const problem = (status: number) =>
  new ConclaveProblem(
    {
      type: '',
      title: 'No',
      status,
      detail: 'Not here.',
      instance: '/',
      code: 'x',
      request_id: '',
    },
    null,
  )
