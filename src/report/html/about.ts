import type { ScanReport } from '../../model/index.ts'
import { count, duration } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** What the page rests on, and what it cannot say. */
export function aboutSection({ capture, timings, engine, engineWhy }: ScanReport): Markup {
  const stages = Object.entries(timings).filter(([, value]) => value > 0)
  const packets =
    capture.path === null
      ? 'No capture: nothing had to run.'
      : `${count(capture.packets, 'packet')}, ${capture.dropped === 0 ? 'none lost' : `${capture.dropped} lost`}, ${capture.complete ? 'proved complete' : 'not complete'}`
  return html`<dl>
<dt>capture</dt><dd>${packets}${capture.path === null ? null : html` <span class="mono">${capture.path}</span>`}</dd>
<dt>sandbox</dt><dd>${engineWhy ?? engine ?? 'none was needed'}</dd>
<dt>time</dt><dd>${stages.map(([name, value]) => `${name} ${duration(value)}`).join(', ')}</dd>
</dl>
<p><strong>How it was watched.</strong> The packages were installed in a sealed sandbox without a network: every name resolves to an address of ours, every connection ends at our listeners, and every packet was captured. Who did what is read from the kernel before anything is answered. Nothing in this page left the machine on which it was watched.</p>
<p><strong>What it cannot say.</strong> A script that acts only on another platform, after a date, by chance or on a machine that it recognises does nothing while it is watched. What a download would have done is never seen. What a package does when your program calls it is no part of an installation.</p>`
}
