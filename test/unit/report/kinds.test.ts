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
  ['prebuilt-program', 'https://downloads.example/sentry-cli/1.77.3/sentry-cli-Linux-x86_64'],
  ['prebuilt-program', 'https://downloads.example/tool/v2.0.1/tool-darwin-arm64'],
  ['prebuilt-program', 'https://downloads.example/tool/v2.0.1/tool_windows_amd64'],
  ['prebuilt-program', 'https://downloads.example/tool/v2.0.1/tool-x86_64-unknown-linux-gnu'],
  ['prebuilt-program', 'https://downloads.example/tool-2.0.1-linux-x64'],
  ['archive', 'https://files.example/data.tgz'],
  ['archive', 'https://files.example/data.zip?token=1'],
  [null, 'https://metrics.example/i'],
  [null, 'https://metrics.example/collect?file=data.zip'],
  [null, 'https://metrics.example/'],
  // A name that only tells what machine this is, or one with something more in it, is no file's name.
  [null, 'https://metrics.example/v1.0/linux-x64'],
  [null, 'https://metrics.example/hello-linux-x64'],
  [null, 'https://metrics.example/v1.0/linux-x64-c2VjcmV0'],
  [null, 'https://metrics.example/v1.0/tool-linux'],
  [null, 'https://metrics.example/v1.0/tool-x64'],
  [null, 'https://metrics.example/v1.0/tool-linux-x64?h=build-7'],
  [null, 'https://metrics.example/v1.0/tool-linux-x64?'],
  [null, 'https://metrics.example/v1.0/tool-linux-x64/'],
  [null, 'https://metrics.example/v1.0/tool-linux-x64', 'POST'],
  [null, 'https://metrics.example/v1.0/tool-linux-x64', 'PUT'],
  [null, 'https://metrics.example/v1.0/tool-linux-x64', 'GET', 1],
  [null, `https://metrics.example/v1.0/${'61'.repeat(40)}-linux-x64`],
  // A query may say which platform and version is wanted, and nothing else.
  [null, 'https://files.example/data.zip?h=build-7'],
  [null, 'https://files.example/data.zip?d=bnBtX2RlY295'],
  [null, 'https://files.example/data.zip?bnBtX2RlY295'],
  [null, 'https://files.example/data.zip?n=123456789012345'],
  [null, 'https://files.example/data.zip?c=1a2b3c4d'],
  ['prebuilt-program', 'https://download.example/desktop/15.3.0?platform=win32&arch=x86_64&v=15.3.0'],
  [null, 'https://download.example/desktop/15.3.0?platform=linux&user=ada'],
  [null, `https://files.example/data.zip?${'a=1&'.repeat(6)}a=1`],
  [null, `https://files.example/${'61'.repeat(60)}/data.zip`],
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
