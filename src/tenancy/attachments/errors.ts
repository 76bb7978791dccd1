import { TenancyError } from '../errors.ts'

/** More bytes came than may. */
export class AttachmentTooLarge extends TenancyError {
  override name = 'AttachmentTooLarge'
}

/** It ended before all of it was there: whoever sent it has gone. */
export class AttachmentBrokenOff extends TenancyError {
  override name = 'AttachmentBrokenOff'
}

/** The disk has no room for it. */
export class NoRoomForAttachment extends TenancyError {
  override name = 'NoRoomForAttachment'
}

/** Its row is there, and its content is not. */
export class AttachmentMissing extends TenancyError {
  override name = 'AttachmentMissing'
}
