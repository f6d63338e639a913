import type { Kind } from './kind.ts'
import { CLOUD_KINDS } from './kinds-cloud.ts'
import { CODE_KINDS } from './kinds-code.ts'
import { HOME_KINDS } from './kinds-home.ts'

export const KINDS: readonly Kind[] = [...CODE_KINDS, ...CLOUD_KINDS, ...HOME_KINDS]
