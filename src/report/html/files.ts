import type { ScanReport } from '../../model/index.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

/** What scripts wrote, changed or deleted outside their own folder; null where nothing was. */
export function filesSection({ runs }: ScanReport): Markup | null {
  const rows = runs.flatMap((run) =>
    (run.files ?? []).map(({ path, change }) => [
      html`<span class="mono">${path}</span>`,
      change,
      `${run.package ?? ''} ${run.script ?? run.phase}`,
    ]),
  )
  if (rows.length === 0) return null
  return html`<h2 id="files-changed">Files</h2>${table('files', [{ label: 'File' }, { label: 'Change' }, { label: 'By' }], rows)}`
}
