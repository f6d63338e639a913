import { count } from '../../report/words.ts'
import { openHistory } from '../open-history.ts'
import type { DoctorCheck } from './check.ts'

export const historyCheck: DoctorCheck = {
  kind: 'other',
  name: 'history',
  run: async ({ settings, home }) => {
    await using history = await openHistory(settings.history)
    const { packages, scans } = await history.statistics()
    const place = history.place.startsWith(`${home}/`)
      ? `~${history.place.slice(home.length)}`
      : history.place
    const detail = `${place}  ${count(packages, 'package')} known, ${count(scans, 'scan')}`
    return { name: 'history', status: 'ok', detail }
  },
}
