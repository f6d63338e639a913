import type { SensorMessage } from '../pipe/messages.ts'

/**
 * Bytes of bodies and messages that are told of one watch: they are kept in the host's memory, and searched. A
 * megabyte of each of 64 requests is more than anything but a flood sends.
 */
const MAX_CONTENT = 64 * 1024 * 1024

/** A package may cause any number of events; beyond the limits one fault says so and the rest is counted out. */
export function limitedSender(
  send: (message: SensorMessage) => void,
  events: number,
): (message: SensorMessage) => void {
  let left = events
  let content = MAX_CONTENT
  const limit = (detail: string) =>
    send({ type: 'fault', fault: { code: 'evidence-limit', run: null, detail } })
  return (message) => {
    if (!isCounted(message)) return send(message)
    left -= 1
    if (left === 0) limit('events')
    if (left <= 0) return
    const size = contentOf(message)
    if (size > 0 && content > 0) {
      content -= size
      if (content <= 0) limit('bodies')
    }
    send(content > 0 ? message : withoutContent(message))
  }
}

function isCounted({ type }: SensorMessage): boolean {
  return (
    type === 'owner' ||
    type === 'name' ||
    type === 'request' ||
    type === 'message' ||
    type === 'registry-request'
  )
}

/** Base64 is a third longer. */
function contentOf(message: SensorMessage): number {
  if (message.type === 'request') return message.bodyBase64.length * 0.75
  return message.type === 'message' ? message.bytesBase64.length * 0.75 : 0
}

/** That it was sent is told all the same. */
function withoutContent(message: SensorMessage): SensorMessage {
  if (message.type === 'request') return { ...message, bodyBase64: '' }
  return message.type === 'message' ? { ...message, bytesBase64: '' } : message
}
