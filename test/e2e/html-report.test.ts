import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { requiredTool } from '../helpers/tools.ts'
import { createWorld, type World } from '../helpers/world.ts'

// The page of a real scan in a real browser: a narrow and a wide screen, light and dark.
let registry: LoopbackRegistry
let world: World
let browser: Browser
let address: string
let scanId: string
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('deep-a', 'deep-b', 'deep-c', 'exfil', 'spoof')
  world = await createWorld({ registry })
  const file = join(world.root, 'scan.html')
  const args = ['install', '--strict', `--safe-report=${file}`, 'deep-a', 'exfil', 'spoof']
  const { code, stderr, report } = await safeNpm(world, args)
  expect(code, stderr).toBe(100)
  scanId = report?.id ?? ''
  address = pathToFileURL(file).href
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({ executablePath: requiredTool('chromium'), args: switches })
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

const SCREENS = [1280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => [width, scheme] as const),
)

/** Opens the page, and everything that the browser complained of or asked the network for. */
async function open(width: number, scheme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (request.url() !== address) complaints.push(request.url())
  })
  await page.goto(address)
  return { page, complaints }
}

test.each(SCREENS)(
  '%i px wide, %s: nothing sticks out, nothing is asked for, nothing fails',
  async (width, scheme) => {
    const { page, complaints } = await open(width, scheme)
    const headings = await page.locator('h2').allTextContents()
    expect(headings).toEqual(
      expect.arrayContaining([
        'Findings',
        'Timeline',
        'Hosts and addresses',
        'Requests',
        'Packages',
        'Evidence and limits',
      ]),
    )
    expect(await page.locator('.verdict .badge').textContent()).toMatch(/^(suspicious|malicious)$/)
    expect(await page.locator('#hosts').textContent()).toContain('beacon.deep-c.example')
    expect(await page.locator('ol.path li').allTextContents()).toEqual(
      expect.arrayContaining(['deep-a@1.0.0', 'deep-b@1.0.0', 'deep-c@1.0.0']),
    )
    const sticksOut = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    )
    expect(sticksOut).toBe(false)
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)')
    expect(complaints).toEqual([])
    await page.close()
  },
)

test('what was sent is shown, and is only text', async () => {
  const { page, complaints } = await open(1280, 'light')
  await page.locator('#requests ~ details summary').first().click()
  expect(await page.locator('#requests ~ details pre').first().textContent()).toContain(
    'collect.exfil.example',
  )
  // Nothing that a package wrote has become an element.
  expect(await page.locator('img, iframe, a, form, object').count()).toBe(0)
  expect(await page.locator('script').count()).toBe(1)
  expect(complaints).toEqual([])
  await page.close()
})

test('dsca show writes the same page again', async () => {
  const again = join(world.root, 'again.html')
  const { code, stdout } = await cli(world, 'dsca', ['show', scanId, `--report=${again}`])
  expect({ code, stdout }).toEqual({ code: 0, stdout: `written: ${again}\n` })
})
