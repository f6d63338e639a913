import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { openSqliteSurveys } from '../../src/survey/local/open.ts'
import { LocalQueue } from '../../src/survey/local/queue.ts'
import { surveyQueueContract } from './survey-queue-contract.ts'

describe('the queue in memory keeps the contract', () => {
  surveyQueueContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'safe-npm-queue-'))
    const store = await openSqliteSurveys(join(folder, 'surveys.db'))
    return {
      store,
      open: async () => new LocalQueue(store),
      [Symbol.asyncDispose]: async () => {
        await store[Symbol.asyncDispose]()
        await rm(folder, { recursive: true })
      },
    }
  })
})
