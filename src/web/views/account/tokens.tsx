import { useState } from 'preact/hooks'
import type { Token } from '../../../../client/generated/types.ts'
import { useSession } from '../../session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyIcon, PlusIcon } from '../../ui/icons.tsx'
import { fromNow } from '../../ui/moment.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Card, Section } from '../parts/section.tsx'
import { useLoad } from '../parts/use-load.ts'
import { CreateToken } from './create-token.tsx'

/** The secrets of one's programs. */
export function Tokens() {
  const { conclave } = useSession()
  const [creating, create] = useState(false)
  const [revoking, revoke] = useState<Token | null>(null)
  const load = useLoad(async (signal) => (await conclave.listTokens({}, { signal })).tokens, [])
  return (
    <Section
      title="API tokens"
      hint="For programs that act in your name. Each can do what its scopes say, and no more than you."
      actions={
        <Button icon={PlusIcon} kind="primary" onClick={() => create(true)}>
          Create token
        </Button>
      }
    >
      <Card>
        <Loaded load={load} label="your tokens">
          {(tokens) =>
            tokens.length === 0 ? (
              <EmptyState icon={KeyIcon} title="You have no tokens">
                A program that reads or writes in your name needs one.
              </EmptyState>
            ) : (
              <ul class="rows" aria-label="API tokens">
                {tokens.map((token) => (
                  <li key={token.id}>
                    <TokenRow token={token} onRevoke={() => revoke(token)} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
      {creating ? (
        <CreateToken
          onClose={() => create(false)}
          onCreated={({ token: _, ...created }) => load.set([created, ...(load.value ?? [])])}
        />
      ) : null}
      {revoking === null ? null : (
        <ConfirmDialog
          title={`Revoke ${revoking.label}?`}
          confirm="Revoke"
          danger
          onClose={() => revoke(null)}
          onConfirm={async () => {
            await conclave.revokeToken({ token: revoking.id })
            load.set((load.value ?? []).filter(({ id }) => id !== revoking.id))
            toast('The token is revoked.', { tone: 'good' })
          }}
        >
          Programs that use it are refused from now on.
        </ConfirmDialog>
      )}
    </Section>
  )
}

interface TokenRowProps {
  readonly token: Token
  readonly onRevoke: () => void
}

function TokenRow({ token, onRevoke }: TokenRowProps) {
  const { label, scopes, workspace, created_at, expires_at, last_used_at } = token
  const ended = expires_at !== null && Date.parse(expires_at) < Date.now()
  const facts = [
    workspace === null ? 'All workspaces' : `Only ${workspace.slug}`,
    `made ${fromNow(created_at)}`,
    last_used_at === null ? 'never used' : `last used ${fromNow(last_used_at)}`,
    expires_at === null ? 'never ends' : `${ended ? 'ended' : 'ends'} ${fromNow(expires_at)}`,
  ]
  return (
    <div class="row">
      <span class="row-icon">
        <KeyIcon />
      </span>
      <div class="row-text">
        <div class="row-title">
          {label}
          {scopes.map((scope) => (
            <Badge key={scope} tone={scope === 'admin' ? 'warn' : undefined}>
              {scope}
            </Badge>
          ))}
          {ended ? <Badge tone="bad">Ended</Badge> : null}
        </div>
        <div class="row-note">{facts.join(' · ')}</div>
      </div>
      <Button compact onClick={onRevoke}>
        Revoke
        <span class="unseen"> {label}</span>
      </Button>
    </div>
  )
}
