import type { DataReader } from './data-reader.ts'

export const messageErasedData: DataReader =
  () =>
  ({ message_id }) =>
    message_id === null ? null : { message_id }
