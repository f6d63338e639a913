import { describe, expect, it } from 'vitest'
import type { SensorMessage } from '../../../../src/sandbox/pipe/messages.ts'
import { limitedSender } from '../../../../src/sandbox/sensor/limited-sender.ts'

const name = { type: 'name', name: 'a.example', address: '198.18.1.0' } as const
const progress = { type: 'progress', progress: {} } as unknown as SensorMessage
const megabyte = Buffer.alloc(1024 * 1024, 'x').toString('base64')
const request = { type: 'request', request: {}, bodyBase64: megabyte } as unknown as SensorMessage
const message = { type: 'message', message: {}, bytesBase64: megabyte } as unknown as SensorMessage

function sending(events: number) {
  const sent: SensorMessage[] = []
  return { sent, send: limitedSender((one) => sent.push(one), events) }
}
const faults = (sent: readonly SensorMessage[]) =>
  sent.flatMap((one) => (one.type === 'fault' ? [`${one.fault.code} ${one.fault.detail}`] : []))

describe('limitedSender', () => {
  it('says once that there were too many events, and tells no more', () => {
    const { sent, send } = sending(3)
    for (let count = 0; count < 10; count += 1) send(name)
    expect(faults(sent)).toEqual(['evidence-limit events'])
    expect(sent.filter(({ type }) => type === 'name')).toHaveLength(2)
  })

  it('lets through what is no event of a package', () => {
    const { sent, send } = sending(1)
    for (let count = 0; count < 5; count += 1) send(progress)
    expect(sent).toEqual(Array(5).fill(progress))
  })

  it('says once that too much was sent; that it was sent is told all the same', () => {
    const { sent, send } = sending(1_000)
    for (let count = 0; count < 40; count += 1) {
      send(request)
      send(message)
    }
    expect(faults(sent)).toEqual(['evidence-limit bodies'])
    const whole = sent.filter((one) => JSON.stringify(one).length > 1_000)
    expect(whole).toHaveLength(63)
    expect(sent.filter(({ type }) => type === 'request')).toHaveLength(40)
    expect(sent.filter(({ type }) => type === 'message')).toHaveLength(40)
  })
})
