import type { ScanReport } from '../../model/index.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

/** Every package of the tree, and how its part of the verdict was reached. */
export function packagesSection({ packages }: ScanReport): Markup {
  return table(
    'packages',
    [
      { label: 'Package' },
      { label: 'Version' },
      { label: 'Scripts' },
      { label: 'Verdict' },
      { label: 'Because it was' },
    ],
    packages.map(({ name, version, scripts, verdict, basis }) => [
      html`<span class="mono">${name}</span>`,
      version,
      scripts.join(', '),
      html`<span class="${verdict}">${verdict}</span>`,
      BASIS[basis],
    ]),
  )
}

const BASIS = {
  watched: 'run in the sandbox',
  inert: 'read: nothing in it runs',
  history: 'watched before',
} as const
