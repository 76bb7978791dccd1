import { Elysia } from 'elysia'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath, withNext } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { signedInPerson } from '../../http/pages/signed-in-person.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { clientBundle } from './bundle.ts'
import { answerEncoded } from './encode.ts'
import { ASSETS, shell } from './shell.ts'

/** The web client: one page for all of its addresses, and the files that it loads. */
export function web(services: Services) {
  async function open({ request }: { readonly request: Request }): Promise<Response> {
    if (signedInPerson(services, request) === null) {
      const { pathname, search } = new URL(request.url)
      return seeOther(withNext('/sign-in', nextPath(pathname + search)))
    }
    return shell(await clientBundle())
  }

  return new Elysia({ name: 'web' })
    .get('/', open, page)
    .get('/w/*', open, page)
    .get('/account', open, page)
    .get('/account/*', open, page)
    .get(
      `${ASSETS}/:file`,
      async ({ params, request }) => {
        const file = (await clientBundle()).files.get(params.file)
        if (file === undefined) throw notFound('route')
        return answerEncoded(file, request)
      },
      page,
    )
}
