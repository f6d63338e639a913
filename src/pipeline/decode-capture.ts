import { CaptureDecoder } from '../decode/capture-decoder.ts'
import type { CaptureReport } from '../report/capture-report.ts'
import { CaptureDigest } from './capture-digest.ts'

interface DecodeCaptureInput {
  /** What the report calls it. */
  readonly file: string
  /** Each chunk may be used again once the next one is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Lower case, no port. */
  readonly registries: readonly string[]
}

/** Decodes a capture of any length and adds it up, in constant memory. */
export async function decodeCaptureStream({
  file,
  chunks,
  registries,
}: DecodeCaptureInput): Promise<CaptureReport> {
  const digest = new CaptureDigest(registries)
  const decoder = new CaptureDecoder({ answers: false, onEvent: (event) => digest.add(event) })
  for await (const chunk of chunks) decoder.write(chunk)
  const summary = decoder.end()
  return digest.report(file, summary)
}
