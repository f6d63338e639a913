/** Reasons for a name that tshark alone finds, by the layers that it lies in: the first that fits counts. */
const LAYERS = [
  [/:icmp(?:v6)?:.*:dns/, 'quoted in an ICMP error: nobody asks there'],
  [
    /:(?:vxlan|geneve|gre|erspan|teredo|gtp|mpls|pppoes|l2tp|ayiya|capwap|ipv?6?:ipv?6?:|ip:ipv6|ipv6:ip):?/,
    'inside a tunnel: its end is told as the contact',
  ],
  [/^(?:sll|eth):.*:nflog/, 'inside a log record'],
]

const OWN_PORTS = [53, 5353, 5355]

/** One entry for each name that only one side has; `reason` is null where none is known. */
export function explain({ missing, extra, ours, theirs }) {
  return [
    ...missing.map((name) => ({
      name,
      side: 'tshark',
      reason: whyMissing(name, ours, theirs.names.get(name)),
    })),
    ...extra.map((name) => ({ name, side: 'dsca', reason: whyExtra(name, ours) })),
  ]
}

function whyMissing(name, { problem, malformed }, { layers }) {
  if (/^<.*>$/.test(name)) return 'what tshark writes where there is no name that can be read'
  if (problem === 'link-type-unsupported') return 'a link type that is not supported, which is an error'
  if (problem !== null) return `the file cannot be read on: ${problem}`
  if (/^ip:ipv6:/.test(layers) && malformed.has('ip-version'))
    return 'IPv6 in a capture that says IPv4 of itself: told as malformed (`ip-version`)'
  const found = LAYERS.find(([pattern]) => pattern.test(`${layers}:`))
  if (found !== undefined) return found[1]
  return null
}

function whyExtra(name, { report }) {
  const { servers } = report.queries.find((query) => query.name === name)
  const ports = servers.map((server) => Number(/\d+$/.exec(server)?.[0]))
  return ports.every((port) => !OWN_PORTS.includes(port))
    ? 'DNS on a port on which tshark does not look for it'
    : null
}
