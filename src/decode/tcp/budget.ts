/** Bytes that all streams may keep together while they wait for the rest of something. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024

/** Counts what the streams keep, so that many small streams cannot do what one large one may not. */
export class Budget {
  used = 0

  get exceeded(): boolean {
    return this.used > MAX_KEPT_BYTES
  }
}
