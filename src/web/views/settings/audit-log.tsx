import { useState } from 'preact/hooks'
import type { AuditEntry } from '../../../../client/generated/types.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { GearIcon, ScrollIcon } from '../../ui/icons.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Select } from '../../ui/select.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { type AuditAction, auditActions, auditWords, detailsOf } from '../parts/audit-words.ts'
import { nameOf } from '../parts/facts.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { Card, Section } from '../parts/section.tsx'
import { useList } from '../parts/use-list.ts'

type Filter = AuditAction | 'all'

const options = [
  { value: 'all', label: 'Everything' },
  ...auditActions
    .filter(([action]) => /^(invitation|member|message|person|workspace)\./.test(action))
    .map(([value, words]) => ({ value, label: words.charAt(0).toUpperCase() + words.slice(1) })),
] as const satisfies readonly { readonly value: Filter; readonly label: string }[]

/** What was done in the workspace, by whom. */
export function AuditLog() {
  const { id, conclave } = useWorkspace()
  const [filter, setFilter] = useState<Filter>('all')
  const list = useList(
    async (before: number | undefined, signal) => {
      const asked = { workspace: id, ...(filter !== 'all' && { action: filter }) }
      const page = await conclave.listAuditLog({ ...asked, ...(before && { before }) }, { signal })
      return { items: page.entries, next: page.next_cursor }
    },
    [id, filter],
  )
  return (
    <Section
      title="Audit log"
      hint="Who changed people, roles and the workspace itself. Nobody can change this list."
      actions={
        <Select compact label="Show" value={filter} options={options} onChange={setFilter} />
      }
    >
      <Card>
        <LoadedList
          list={list}
          label="the audit log"
          empty={<EmptyState icon={ScrollIcon} title="Nothing of this kind has happened" />}
        >
          {(entries) => (
            <ol class="rows" aria-label="Audit log">
              {entries.map((entry) => (
                <li key={entry.id}>
                  <Entry {...entry} />
                </li>
              ))}
            </ol>
          )}
        </LoadedList>
      </Card>
    </Section>
  )
}

const others = {
  operator: 'An operator',
  system: 'The server',
  anonymous: 'Somebody',
  person: 'Somebody',
}

function Entry({ at, action, details, client_network, actor_kind, actor, user }: AuditEntry) {
  const facts = [
    user !== null && user.id !== actor?.id ? nameOf(user) : '',
    detailsOf(details),
    client_network === null ? '' : `from ${client_network}`,
  ]
  return (
    <div class="row">
      {actor === null ? (
        <span class="row-icon">
          <GearIcon />
        </span>
      ) : (
        <Avatar of={actor} />
      )}
      <div class="row-text">
        <div class="row-title">
          {actor === null ? others[actor_kind] : nameOf(actor)}
          <span class="plain">{auditWords[action]}</span>
        </div>
        <div class="row-note">{facts.filter((fact) => fact !== '').join(' · ')}</div>
      </div>
      <span class="row-note">
        <Moment at={at} />
      </span>
    </div>
  )
}
