import type { User } from '../../../../client/generated/types.ts'
import { Dialog, DialogBody } from '../../ui/dialog.tsx'
import { ProfileCard } from './profile-card.tsx'

interface ProfileDialogProps {
  readonly user: User
  readonly onClose: () => void
}

export function ProfileDialog({ user, onClose }: ProfileDialogProps) {
  return (
    <Dialog title="Profile" class="narrow" onClose={onClose}>
      <DialogBody>
        <ProfileCard user={user} onLeave={onClose} />
      </DialogBody>
    </Dialog>
  )
}
