import { Elysia } from 'elysia'
import type { Caller } from '../../auth/authority.ts'
import { createWorkspaceFor } from '../../auth/create-workspace.ts'
import { requireMayCreate } from '../../auth/workspace-creation.ts'
import { actorOf } from '../../http/actor.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { page } from '../../http/pages/page-route.ts'
import { signedInPerson } from '../../http/pages/signed-in-person.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { Problem } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { SlugNotAllowed, SlugTaken } from '../../tenancy/errors.ts'
import { homePage, type WorkspaceForm } from './home-page.tsx'

const MOST_WORKSPACES = 100

/** What a browser sees at the root of the server. */
export function home(services: Services) {
  const { auth, config, site, tenants } = services
  const show = (person: Caller, form?: WorkspaceForm) =>
    homePage({
      person,
      workspaces: auth.memberships.pageOf(person, '', MOST_WORKSPACES),
      mayCreate: mayCreate(person),
      ...(form !== undefined && { form, status: 422 }),
    })

  return new Elysia({ name: 'home' })
    .get(
      '/',
      ({ request }) => {
        const person = signedInPerson(services, request)
        return person === null ? seeOther('/sign-in') : show(person)
      },
      page,
    )
    .post(
      '/new-workspace',
      async ({ request, set, server }) => {
        requireSameOrigin(request, site)
        const person = signedInPerson(services, request)
        if (person === null) return seeOther('/sign-in')
        const field = await readForm(request)
        const [name, slug] = [field('name').trim(), field('slug').trim().toLowerCase()]
        const recheck = () => {
          auth.authority.recheck(person)
          requireMayCreate(auth, person, config)
        }
        const by = actorOf(person, { request, set, server })
        try {
          const wanted = { slug, ...(name !== '' && { name }) }
          await createWorkspaceFor(tenants, auth, wanted, person.personId, by, { recheck })
        } catch (error) {
          return show(person, { name, slug, errors: errorsOf(error) })
        }
        return seeOther('/')
      },
      page,
    )

  function mayCreate(person: Caller): boolean {
    try {
      requireMayCreate(auth, person, config)
      return true
    } catch (error) {
      if (error instanceof Problem) return false
      throw error
    }
  }
}

/** What is wrong with the form, by field. @throws the error itself, when that is not what it is about */
function errorsOf(error: unknown): WorkspaceForm['errors'] {
  if (error instanceof SlugTaken) return { slug: 'Another workspace has this address' }
  if (error instanceof SlugNotAllowed) return { slug: `Address: ${error.message}` }
  if (error instanceof Problem && error.status === 422) {
    return { name: `Name: ${error.errors?.[0]?.detail ?? 'choose another one'}` }
  }
  throw error
}
