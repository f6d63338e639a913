import { BubblewrapEngine } from '../../sandbox/bubblewrap/engine.ts'
import type { DoctorCheck } from './check.ts'

/** Starts the namespaces as a watch does; leftovers of killed runs are removed on the way. */
export const bubblewrapCheck: DoctorCheck = {
  kind: 'engine',
  name: 'bubblewrap',
  async run() {
    const engine = new BubblewrapEngine({ tarballs: [] })
    const [probe, leftovers] = [await engine.probe(), await engine.clean()]
    const cleaned =
      leftovers === 0 ? '' : `; removed ${leftovers} leftover ${leftovers === 1 ? 'folder' : 'folders'}`
    if (probe.works) return { name: 'bubblewrap', status: 'ok', detail: probe.detail + cleaned }
    return {
      name: 'bubblewrap',
      status: 'fail',
      detail: probe.detail + cleaned,
      ...(probe.fix === null ? {} : { fix: probe.fix }),
    }
  },
}
