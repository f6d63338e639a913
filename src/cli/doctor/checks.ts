import { bubblewrapCheck } from './bubblewrap-check.ts'
import type { DoctorCheck } from './check.ts'
import { dockerCheck } from './docker-check.ts'
import { historyCheck } from './history-check.ts'
import { leftoversCheck } from './leftovers-check.ts'
import { nodeCheck } from './node-check.ts'
import { npmCheck } from './npm-check.ts'
import { permissionsCheck } from './permissions-check.ts'
import { proofCheck } from './proof-check.ts'
import { toolsCheck } from './tools-check.ts'

/** In the order in which they are shown; what needs all others comes last. */
export function checksFor({ clean }: { readonly clean: boolean }): readonly DoctorCheck[] {
  return [
    nodeCheck,
    npmCheck,
    toolsCheck,
    bubblewrapCheck,
    dockerCheck,
    historyCheck,
    permissionsCheck,
    ...(clean ? [leftoversCheck] : []),
    proofCheck,
  ]
}
