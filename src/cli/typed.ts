import { withoutDatabaseSecrets } from '../shared/postgres/address.ts'

/** The command line as it was typed: it is recorded, and a password in it is nobody else's business. */
export function typedLine(program: string, argv: readonly string[]): string {
  return [program, ...withoutDatabaseSecrets(argv)].join(' ')
}
