// Runs in a fresh network namespace and says what was asked and contacted there: one JSON line an event, on fd 3.
// Every address is made local, so that a packet to anywhere arrives here. No capture, no seal, no attribution:
// it only proves that plain npm lets the fixtures act.
const { execFileSync, spawn } = require('node:child_process')
const dgram = require('node:dgram')
const fs = require('node:fs')
const net = require('node:net')

/** Where connections and datagrams are waited for, beside the ports of DNS and HTTPS. */
const more = (name) => (process.env[name] ?? '').split(' ').filter(Boolean).map(Number)
const TCP = [...new Set([53, 443, ...more('TCP_PORTS')])]
const UDP = more('UDP_PORTS').filter((port) => port !== 53)

const [...command] = process.argv.slice(2)
const tell = (event) => fs.writeSync(3, `${JSON.stringify(event)}\n`)

execFileSync('ip', ['link', 'set', 'lo', 'up'])
for (const family of ['-4', '-6']) {
  execFileSync('ip', [family, 'route', 'add', 'local', 'default', 'dev', 'lo'])
}

function questionName(message) {
  const labels = []
  for (let at = 12; message[at] > 0 && at < message.length; at += message[at] + 1) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]))
  }
  return labels.join('.')
}

/** "No such name", with the question as it came. */
function refusal(message) {
  const answer = Buffer.from(message)
  answer[2] = 0x81
  answer[3] = 0x83
  return answer
}

const names = dgram.createSocket({ type: 'udp6', ipv6Only: false })
names.on('message', (message, from) => {
  tell({ kind: 'lookup', name: questionName(message), transport: 'udp' })
  names.send(refusal(message), from.port, from.address)
})

const connections = TCP.map((port) =>
  net.createServer((socket) => {
    tell({ kind: 'connect', address: socket.localAddress.replace('::ffff:', ''), port })
    let received = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      if (port !== 53 || received.length < 2 || received.length < 2 + received.readUInt16BE()) return
      tell({ kind: 'lookup', name: questionName(received.subarray(2)), transport: 'tcp' })
      socket.end(Buffer.concat([received.subarray(0, 2), refusal(received.subarray(2))]))
    })
  }),
)

async function listen() {
  await new Promise((ready) => names.bind(53, '::', ready))
  for (const port of UDP) {
    const socket = dgram.createSocket({ type: 'udp6', ipv6Only: false })
    socket.on('message', () => tell({ kind: 'datagram', port }))
    await new Promise((ready) => socket.bind(port, '::', ready))
  }
  for (const [index, port] of TCP.entries()) {
    await new Promise((ready) => connections[index].listen(port, '::', ready))
  }
}

void listen().then(() => {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] })
  // A daemon may call later than its script ended.
  child.on('exit', (code) => setTimeout(() => process.exit(code ?? 1), Number(process.env.LINGER ?? 0)))
})
