import { tmpdir } from 'node:os'
import { cleanPath } from './machine-npm.ts'
import { run } from './run.ts'
import { requireTools } from './tools.ts'

async function fields(
  pcap: string,
  filter: string,
  field: string,
  more: readonly string[] = [],
): Promise<string[]> {
  requireTools('tshark')
  const args = ['-n', ...more, '-r', pcap, '-Y', filter, '-T', 'fields', '-e', field]
  const { code, stdout, stderr } = await run('tshark', args, {
    cwd: tmpdir(),
    env: { PATH: cleanPath(), HOME: tmpdir() },
  })
  if (code !== 0) throw new Error(`tshark: ${stderr}`)
  return stdout
    .split('\n')
    .flatMap((line) => line.split(','))
    .filter((value) => value !== '')
}

/** The names that the referee sees asked in a capture, sorted, each once. */
export async function tsharkNames(pcap: string): Promise<string[]> {
  const names = await fields(pcap, 'dns.flags.response == 0', 'dns.qry.name')
  return [...new Set(names.map((name) => name.toLowerCase()))].sort()
}

/** The addresses that connections were opened to. */
export async function tsharkConnections(pcap: string): Promise<string[]> {
  const syn = 'tcp.flags.syn == 1 && tcp.flags.ack == 0'
  return [
    ...new Set([
      ...(await fields(pcap, syn, 'ip.dst')),
      ...(await fields(pcap, `${syn} && ipv6`, 'ipv6.dst')),
    ]),
  ]
}

const REQUEST_FIELDS = ['http.request.method', 'http.request.uri', 'http2.headers.method']

/** The requests that the referee can read, as `METHOD path`, with the keys that it is given or finds in the file. */
export async function tsharkRequests(pcap: string, keys?: string): Promise<string[]> {
  const more = [
    ...(keys === undefined ? [] : ['-o', `tls.keylog_file:${keys}`]),
    ...['-E', 'separator=/s', ...REQUEST_FIELDS.flatMap((field) => ['-e', field])],
  ]
  const lines = await fields(pcap, 'http.request || http2.headers.method', 'http2.headers.path', more)
  return lines.map((line) => line.trim()).sort()
}
