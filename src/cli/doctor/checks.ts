import { bubblewrapCheck } from './bubblewrap-check.ts'
import type { DoctorCheck } from './check.ts'
import { dockerCheck } from './docker-check.ts'
import { historyCheck } from './history-check.ts'
import { leftoversCheck } from './leftovers-check.ts'
import { nodeCheck } from './node-check.ts'
import { npmCheck } from './npm-check.ts'
import { permissionsCheck } from './permissions-check.ts'
import { proofCheck } from './proof-check.ts'
import { setupCheck } from './setup-check.ts'
import { shimProofCheck } from './shim-proof.ts'
import { toolsCheck } from './tools-check.ts'

/** In the order in which they are shown; what needs all others comes last. */
export function checksFor({
  clean,
  isSetUp,
}: {
  readonly clean: boolean
  readonly isSetUp: boolean
}): readonly DoctorCheck[] {
  return [
    nodeCheck,
    npmCheck,
    setupCheck,
    toolsCheck,
    bubblewrapCheck,
    dockerCheck,
    historyCheck,
    permissionsCheck,
    ...(clean ? [leftoversCheck] : []),
    proofCheck,
    ...(isSetUp ? [shimProofCheck] : []),
  ]
}
