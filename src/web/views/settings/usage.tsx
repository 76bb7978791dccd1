import type { WorkspaceUsage } from '../../../../client/generated/types.ts'
import { Button } from '../../ui/button.tsx'
import { bytes } from '../../ui/bytes.ts'
import { Meter } from '../../ui/meter.tsx'
import { Note } from '../../ui/note.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Section } from '../parts/section.tsx'
import { useLoad } from '../parts/use-load.ts'

const count = new Intl.NumberFormat()

/** What the workspace takes up of what it may. */
export function Usage() {
  const { id, conclave } = useWorkspace()
  const load = useLoad((signal) => conclave.getWorkspaceUsage({ workspace: id }, { signal }), [id])
  return (
    <Section
      title="Usage"
      hint="Counted at this moment."
      actions={
        <Button compact onClick={load.reload}>
          Count again
        </Button>
      }
    >
      <Loaded load={load} label="the usage" rows={4}>
        {(usage) => (
          <>
            <Storage {...usage.bytes} />
            <Figures {...usage} />
            <Requests {...usage.requests_per_minute} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

function Storage({ used, quota, database, files, free, log }: WorkspaceUsage['bytes']) {
  const parts = [
    ['Messages and people', database],
    ['Uploaded files', files],
    ['Free inside the database', free],
    ['Waiting in its log', log],
  ] as const
  return (
    <div class="card padded">
      <div class="usage-head">
        <h3>Storage</h3>
        <p class="usage-figure">
          {bytes(used)}
          <span class="muted">
            {' '}
            {quota === null ? 'used, without a limit' : `of ${bytes(quota)}`}
          </span>
        </p>
      </div>
      {quota === null ? null : <Meter label="Storage used" value={used} most={quota} />}
      {quota !== null && used >= quota ? (
        <Note tone="bad">
          The workspace is full: nothing can be sent any more. Delete messages or files, or ask
          whoever runs this server for more room.
        </Note>
      ) : null}
      <dl class="facts">
        {parts.map(([label, size]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{bytes(size)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** The tables that mean something to people. */
const tables = [
  ['messages', 'Messages'],
  ['rooms', 'Rooms'],
  ['files', 'Files'],
  ['reactions', 'Reactions'],
] as const

function Figures({ members, rows }: WorkspaceUsage) {
  const figures = [
    ['Members', members] as const,
    ...tables.flatMap(([table, label]) => {
      const found = rows[table]
      return found === undefined ? [] : [[label, found] as const]
    }),
  ]
  return (
    <dl class="figures">
      {figures.map(([label, figure]) => (
        <div key={label} class="card padded">
          <dt>{label}</dt>
          <dd>{count.format(figure)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Requests({ person, workspace }: WorkspaceUsage['requests_per_minute']) {
  const limit = (most: number | null) => (most === null ? 'no limit' : count.format(most))
  const rows = [
    ['Of each person', person],
    ['Of everybody together', workspace],
  ] as const
  return (
    <div class="card padded">
      <h3>Requests in a minute</h3>
      <dl class="facts">
        {rows.map(([label, { reads, writes }]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {reads === null && writes === null
                ? 'No limit'
                : `${limit(reads)} to read, ${limit(writes)} to change`}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
