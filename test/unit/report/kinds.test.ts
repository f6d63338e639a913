import { expect, it } from 'vitest'
import { requestKind } from '../../../src/report/kinds.ts'

type Row = readonly [kind: ReturnType<typeof requestKind>, url: string, method?: string, body?: number]

const ROWS: readonly Row[] = [
  ['node-headers', 'https://nodejs.example/download/release/v20.20.2/node-v20.20.2-headers.tar.gz'],
  ['node-headers', 'https://nodejs.example/dist/v18.0.0/node-v18.0.0.tar.gz'],
  ['node-headers', 'https://nodejs.example/dist/v20.20.2/SHASUMS256.txt'],
  ['prebuilt-addon', 'https://code.example/a/b/releases/download/v1.2.3/b-v1.2.3-napi-v8-linux-x64.tar.gz'],
  ['prebuilt-addon', 'https://code.example/a/b/releases/download/v1.2.3/b-v1.2.3-node-v115-linux-x64.tar.gz'],
  ['prebuilt-addon', 'https://files.example/b/v5.1.0/node-v115-linux-x64-glibc.tar.gz'],
  ['prebuilt-addon', 'https://files.example/canvas.node'],
  ['prebuilt-program', 'https://code.example/a/b/releases/download/1.77.3/sentry-cli-Linux-x86_64.zip'],
  ['prebuilt-program', 'https://downloads.example/sentry-cli/1.77.3/sentry-cli-Linux-x86_64.tar.gz'],
  ['prebuilt-program', 'https://download.example/desktop/15.3.0?platform=linux&arch=x64'],
  ['archive', 'https://files.example/data.tgz'],
  ['archive', 'https://files.example/data.zip?token=1'],
  [null, 'https://metrics.example/i'],
  [null, 'https://metrics.example/collect?file=data.zip'],
  [null, 'https://metrics.example/'],
  [null, 'https://evil.zip'],
  [null, 'https://files.example/data.tgz', 'POST'],
  [null, 'https://files.example/data.tgz', 'GET', 1],
  [null, `https://files.example/data.tgz?${'a'.repeat(300)}`],
  [null, ''],
]

it.each(
  ROWS.map(([kind, url, method, body]) => ({ kind, url, method: method ?? 'GET', bodyLength: body ?? 0 })),
)('$kind: $url $method', ({ kind, ...request }) => {
  expect(requestKind(request)).toBe(kind)
})
