import { useSession } from './session.ts'

/** Where somebody belongs. */
export function Start() {
  const { me } = useSession()
  return (
    <main class="start">
      <h1>Your workspaces</h1>
      <ul>
        {me.workspaces.map(({ id, slug, name }) => (
          <li key={id}>
            <a href={`/w/${slug}`}>{name}</a>
          </li>
        ))}
      </ul>
    </main>
  )
}
