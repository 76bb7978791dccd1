import { Histogram } from './histogram.ts'

/** Seconds. Most answers take well below a millisecond; what matters is how far the others are off. */
const BOUNDS = [0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1, 5] as const

export interface RouteFigures {
  readonly method: string
  /** The pattern, `/workspaces/:workspace/rooms`; `none` for what fits no route. */
  readonly route: string
  /** How many answers had which status. */
  readonly statuses: Map<number, number>
  readonly durations: Histogram
}

/** Anything else that somebody invents is one method, or each would be a figure of its own. */
const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
])

/** How each route has been answered. It costs a request two looks into a map. */
export class RequestFigures {
  /** By method, then by route. */
  readonly #routes = new Map<string, Map<string, RouteFigures>>()

  /** @param route its pattern; undefined where none fits */
  note(method: string, route: string | undefined, status: number, seconds: number): void {
    const { statuses, durations } =
      this.#routes.get(method)?.get(route ?? 'none') ?? this.#add(method, route ?? 'none')
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    durations.observe(seconds)
  }

  /** Of every route that was asked for so far. */
  all(): RouteFigures[] {
    return [...new Set([...this.#routes.values()].flatMap((routes) => [...routes.values()]))]
  }

  /** Of all routes together. `failed` are those that were answered with 500 or more. */
  total(): { readonly answered: number; readonly failed: number; readonly durations: Histogram } {
    const durations = new Histogram(BOUNDS)
    let answered = 0
    let failed = 0
    for (const route of this.all()) {
      durations.add(route.durations)
      for (const [status, count] of route.statuses) {
        answered += count
        if (status >= 500) failed += count
      }
    }
    return { answered, failed, durations }
  }

  #add(method: string, route: string): RouteFigures {
    const known = METHODS.has(method) ? method : 'other'
    const routes = this.#routes.get(known) ?? new Map<string, RouteFigures>()
    this.#routes.set(known, routes)
    // As the document has it: a slash at the end makes no other route.
    const plain = route.length > 1 ? route.replace(/\/$/, '') : route
    const figures = routes.get(plain) ?? {
      method: known,
      route: plain,
      statuses: new Map<number, number>(),
      durations: new Histogram(BOUNDS),
    }
    routes.set(plain, figures)
    routes.set(route, figures)
    return figures
  }
}
