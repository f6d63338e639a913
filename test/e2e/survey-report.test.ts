import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { renderSurveyHtml } from '../../src/report/survey/html/page.ts'
import { programPath } from '../helpers/cli.ts'
import { run } from '../helpers/run.ts'
import { storeSurvey } from '../helpers/seeded-survey.ts'
import { PLAN, seededResults, surveyReportOf } from '../helpers/survey-results.ts'
import { requiredTool } from '../helpers/tools.ts'

// What comes out of a survey of 4,000 packages, 200 of which do something: at the terminal, in files, in a real browser.
const COUNT = 4_000
const FOUND = 200
const seeded = seededResults(COUNT, COUNT / FOUND)
let folder: string
let history: string
let browser: Browser
let address: string
const fileOf = (ending: string) => join(folder, `survey.${ending}`)
const dsca = (args: readonly string[], env: Record<string, string> = {}) =>
  run(process.execPath, [programPath('dsca'), ...args, `--history=${history}`], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safe-npm-survey-report-'))
  history = await storeSurvey(folder, seeded)
  const outputs = ['html', 'json', 'csv', 'ndjson'].map((ending) => `--output=${fileOf(ending)}`)
  const { code, stdout, stderr } = await dsca(['report', ...outputs])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n').filter((line) => line.startsWith('written: '))).toHaveLength(4)
  address = pathToFileURL(fileOf('html')).href
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({ executablePath: requiredTool('chromium'), args: switches })
})
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true })
})

describe('dsca report', () => {
  it('tells it at the terminal, for 80 and 60 columns', async () => {
    for (const columns of [80, 60]) {
      const { code, stdout } = await dsca(['report'], { COLUMNS: String(columns) })
      expect(code).toBe(0)
      expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([])
      expect(stdout).toContain('with foreign look-ups or contacts')
    }
  })

  it('prints and writes the same JSON, by the beginning of an id, as the schema says', async () => {
    const { code, stdout } = await dsca(['report', PLAN.id.slice(0, 8).toLowerCase(), '--json'])
    expect(code).toBe(0)
    const [printed, written] = [JSON.parse(stdout), JSON.parse(await readFile(fileOf('json'), 'utf8'))]
    expect({ ...printed, madeAt: '' }).toEqual({ ...written, madeAt: '' })
    const schema = JSON.parse(
      await readFile(new URL('../../docs/schema/survey.schema.json', import.meta.url), 'utf8'),
    )
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
    expect(validate(printed), JSON.stringify(validate.errors)).toBe(true)
    expect(printed.totals).toMatchObject({ done: COUNT, verdicts: { inconclusive: COUNT / 500 } })
    expect(printed.results).toHaveLength(FOUND)
    // The scans of the history have been read.
    expect(printed.evidence[0]).toMatchObject({ command: 'node setup.js', capture: expect.any(String) })
  })

  it('writes every finding as CSV and every result as NDJSON', async () => {
    const rows = (await readFile(fileOf('csv'), 'utf8')).trimEnd().split('\r\n')
    const findings = seeded.results.reduce((sum, { findings }) => sum + findings.length, 0)
    expect(rows).toHaveLength(1 + findings + COUNT / 500)
    const lines = (await readFile(fileOf('ndjson'), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(1 + COUNT)
    expect(JSON.parse(lines[1] ?? '')).toEqual({ type: 'result', ...seeded.results[0] })
  })

  it.each([
    [['report', 'ZZZZZZ'], 'no survey ZZZZZZ'],
    [['report', '--output=survey.txt'], 'has no ending that is known'],
    [['report', '--output=/nowhere/survey.csv'], 'cannot write /nowhere/survey.csv: ENOENT'],
  ])('%j fails with 104', async (args, words) => {
    const { code, stderr, stdout } = await dsca(args)
    expect({ code, stdout }).toEqual({ code: 104, stdout: '' })
    expect(stderr).toContain(words)
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

const SCREENS = [1280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => [width, scheme] as const),
)

async function open(width: number, scheme: 'light' | 'dark' = 'light') {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) complaints.push(request.url())
  })
  await page.goto(address)
  return { page, complaints }
}

const sticksOut = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
const first = (page: Page, table: string) => page.locator(`#${table} tbody tr`).first()

test.each(SCREENS)(
  '%i px wide, %s: nothing sticks out, nothing is asked for, nothing fails',
  async (width, scheme) => {
    const { page, complaints } = await open(width, scheme)
    const headings = await page.locator('h2').allTextContents()
    expect(headings).toHaveLength(7)
    expect(await page.locator('h1').textContent()).toMatch(/^175 of 3,992 packages \(4\.4 %\) contacted/)
    expect(await sticksOut(page)).toBe(false)
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)')
    // A finding far down, and its evidence.
    await page.goto(`${address}#e199`)
    await page.locator('#e199').waitFor()
    expect(await sticksOut(page)).toBe(false)
    expect(complaints).toEqual([])
    await page.close()
  },
)

test('search: what is found, how much, and from where to where', async () => {
  const { page, complaints } = await open(1280)
  const controls = page.locator('.controls[data-table=results]')
  expect(await controls.locator('.count').textContent()).toBe(`1–25 of ${FOUND}`)
  await controls.getByRole('searchbox').fill('TELEMETRY.vendor-4')
  const shown = await page.locator('#results tbody tr').allTextContents()
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.every((text) => text.includes('telemetry.vendor-4.example'))).toBe(true)
  expect(await controls.locator('.count').textContent()).toBe(
    `1–${shown.length} of ${shown.length} (of ${FOUND})`,
  )
  await controls.getByRole('searchbox').fill('there is no such thing')
  expect(await controls.locator('.count').textContent()).toBe(`none (of ${FOUND})`)
  expect(complaints).toEqual([])
  await page.close()
})

test('sort: by a head with the keyboard, both ways, and back; by a list on a narrow screen', async () => {
  const { page, complaints } = await open(1280)
  const head = page.getByRole('columnheader', { name: 'Downloads' })
  const downloads = () => page.locator('#results tbody td:last-child').allTextContents()
  const given = await downloads()
  await head.getByRole('button').focus()
  await page.keyboard.press('Enter')
  expect(await head.getAttribute('aria-sort')).toBe('descending')
  expect((await downloads())[0]).toBe('4,980')
  await page.keyboard.press('Space')
  expect(await head.getAttribute('aria-sort')).toBe('ascending')
  expect((await downloads())[0]).toBe('1,000')
  await page.keyboard.press('Enter')
  expect(await head.getAttribute('aria-sort')).toBeNull()
  expect(await downloads()).toEqual(given)
  await page.setViewportSize({ width: 400, height: 900 })
  await page.locator('.controls[data-table=results] select').selectOption({ label: 'Downloads' })
  expect((await downloads())[0]).toBe('4,980')
  expect(complaints).toEqual([])
  await page.close()
})

test('pages: on to the last and back', async () => {
  const { page } = await open(1280)
  const controls = page.locator('.controls[data-table=hosts]')
  const before = await first(page, 'hosts').textContent()
  const on = controls.getByRole('button', { name: 'next page of hosts' })
  while (await on.isEnabled()) await on.click()
  expect(await controls.locator('.count').textContent()).toMatch(/^(\d+)–(\d+) of \2$/)
  const back = controls.getByRole('button', { name: 'previous page of hosts' })
  while (await back.isEnabled()) await back.click()
  expect(await first(page, 'hosts').textContent()).toBe(before)
  await page.close()
})

test('follow: a finding to its evidence, from a host to a package, from a kind to its findings', async () => {
  const { page, complaints } = await open(1280)
  await page.locator('.controls[data-table=results]').getByRole('searchbox').fill('package-3940')
  await first(page, 'results').getByRole('link').first().click()
  const card = page.locator('.card.current')
  await card.waitFor()
  const text = await card.textContent()
  for (const words of ['package-3940', 'node setup.js', 'dsca show 01JDZX', '/captures/01JDZX'])
    expect(text).toContain(words)
  expect(await card.evaluate('document.activeElement.id')).toBe(await card.getAttribute('id'))
  await page.goBack()

  await page.locator('.controls[data-table=hosts]').getByRole('searchbox').fill('files.example')
  await first(page, 'hosts').getByRole('link').last().click()
  expect(await card.textContent()).toContain('https://files.example/')

  await page.getByRole('button', { name: 'credentials sent' }).click()
  const kinds = await page.locator('#results tbody td:nth-child(3)').allTextContents()
  expect(kinds.length).toBeGreaterThan(0)
  expect(kinds.every((kind) => kind.includes('credentials sent'))).toBe(true)
  expect(complaints).toEqual([])
  await page.close()
})

test('20,000 findings: a page that opens, is searched and leads to the last piece of evidence', async () => {
  const file = fileOf('large.html')
  await writeFile(file, renderSurveyHtml(surveyReportOf(20_000, 1)))
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(pathToFileURL(file).href)
  const controls = page.locator('.controls[data-table=results]')
  expect(await controls.locator('.count').textContent()).toBe('1–25 of 20,000')
  const began = performance.now()
  await controls.getByRole('searchbox').fill('package-19998')
  await page.getByRole('columnheader', { name: 'Downloads' }).first().getByRole('button').click()
  expect(await page.locator('#results tbody tr').count()).toBe(1)
  await first(page, 'results').getByRole('link').first().click()
  await page.locator('.card.current').waitFor()
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(await page.locator('.card.current h3').textContent()).toContain('package-19998')
  expect(await page.locator('*').count()).toBeLessThan(10_000)
  await page.close()
})

test('without scripts the first of everything is there; on paper no controls are', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(address)
  expect(await page.locator('#results tbody tr').count()).toBe(25)
  expect(await page.locator('.card').count()).toBe(25)
  expect(await page.locator('.controls:visible').count()).toBe(0)
  expect(await page.locator('.unscripted:visible').count()).toBeGreaterThan(0)
  await context.close()
  const { page: paper } = await open(1280)
  await paper.emulateMedia({ media: 'print' })
  expect(await paper.locator('.controls:visible, nav:visible').count()).toBe(0)
  expect((await paper.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
  await paper.close()
})
