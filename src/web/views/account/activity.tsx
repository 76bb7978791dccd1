import type { OwnAuditEntry } from '../../../../client/generated/types.ts'
import { useSession } from '../../session.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ScrollIcon } from '../../ui/icons.tsx'
import { Moment } from '../../ui/moment.tsx'
import { auditWords, detailsOf } from '../parts/audit-words.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { Card, Section } from '../parts/section.tsx'
import { useList } from '../parts/use-list.ts'

const actors = {
  you: 'You',
  somebody: 'Somebody else',
  operator: 'An operator',
  system: 'The server',
  anonymous: 'Somebody not signed in',
}

/** What happened to one's account. */
export function Activity() {
  const { conclave } = useSession()
  const list = useList(async (before: number | undefined, signal) => {
    const page = await conclave.listOwnAuditLog(before === undefined ? {} : { before }, { signal })
    return { items: page.entries, next: page.next_cursor }
  }, [])
  return (
    <Section title="Activity" hint="Sign-ins, tokens, and what was changed about you.">
      <Card>
        <LoadedList
          list={list}
          label="your activity"
          empty={<EmptyState icon={ScrollIcon} title="Nothing has happened yet" />}
        >
          {(entries) => (
            <ol class="rows" aria-label="Activity">
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

function Entry({ at, action, by, details, client_network, workspace }: OwnAuditEntry) {
  const facts = [
    workspace?.slug ?? '',
    detailsOf(details),
    client_network === null ? '' : `from ${client_network}`,
  ]
  return (
    <div class="row">
      <div class="row-text">
        <div class="row-title">
          {actors[by]}
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
