import { BubblewrapEngine } from '../../sandbox/bubblewrap/engine.ts'
import { statusOfBroken } from './another-engine.ts'
import type { DoctorCheck } from './check.ts'

/** Starts the namespaces as a watch does. */
export const bubblewrapCheck: DoctorCheck = {
  kind: 'engine',
  name: 'bubblewrap',
  async run({ settings }) {
    const name = 'bubblewrap'
    const probe = await new BubblewrapEngine({ tarballs: [] }).probe()
    if (probe.works) return { name, status: 'ok', detail: probe.detail }
    return {
      name,
      status: await statusOfBroken(name, settings.engine),
      detail: probe.detail,
      ...(probe.fix === null ? {} : { fix: probe.fix }),
    }
  },
}
