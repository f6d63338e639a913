import type { ScanReport } from '../../model/index.ts'
import { placeOf } from '../stories.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

interface Place {
  readonly packages: Set<string>
  readonly protocols: Set<string>
  readonly ports: Set<number>
  times: number
  isAllowed: boolean
}

/** Every place that was asked for or contacted, with who did. */
export function hostsSection({ findings }: ScanReport): Markup {
  const places = new Map<string, Place>()
  for (const finding of findings) {
    const name = placeOf(finding)
    if (name === null) continue
    const place = places.get(name) ?? {
      packages: new Set(),
      protocols: new Set(),
      ports: new Set(),
      times: 0,
      isAllowed: true,
    }
    places.set(name, place)
    if (finding.package !== null) place.packages.add(`${finding.package}@${finding.version ?? ''}`)
    if (finding.protocol !== null) place.protocols.add(finding.protocol)
    if (finding.port) place.ports.add(finding.port)
    place.times += finding.count
    place.isAllowed &&= finding.allowed === true
  }
  if (places.size === 0) return html`<p>Nothing but the configured registries was asked for or contacted.</p>`
  return table(
    'hosts',
    [
      { label: 'Host or address' },
      { label: 'Packages' },
      { label: 'Protocols' },
      { label: 'Ports' },
      { label: 'Times', isNumber: true },
      { label: 'Allowed' },
    ],
    [...places].map(([name, { packages, protocols, ports, times, isAllowed }]) => [
      html`<span class="mono">${name}</span>`,
      [...packages].slice(0, 10).join(', '),
      [...protocols].join(', '),
      [...ports].slice(0, 10).join(', '),
      times,
      isAllowed ? 'yes' : 'no',
    ]),
  )
}
