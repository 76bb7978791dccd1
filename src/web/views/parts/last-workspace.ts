import { signal } from '@preact/signals'

/** The workspace that was open last, for the way back from pages that belong to none. */
export const lastWorkspace = signal<string | null>(null)
