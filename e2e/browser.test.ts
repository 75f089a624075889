import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
})

test('the browser is a Chinese one: its language, its font, its input', async () => {
  const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 375, height: 300 } })
  await page.setContent(
    '<h1 id="title">全国教师管理信息系统</h1><input aria-label="姓名"><p lang="zh">䶮 㛃 · 2026—2027 学年</p>',
  )
  await page.getByLabel('姓名').fill('欧阳明·阿依')
  expect(await page.getByLabel('姓名').inputValue()).toBe('欧阳明·阿依')
  expect(await page.evaluate(() => navigator.language)).toBe('zh-CN')
  const width = await page.locator('#title').evaluate((title) => {
    const range = document.createRange()
    range.selectNodeContents(title)
    return range.getBoundingClientRect().width
  })
  // Ten full-width characters of 32 px: boxes or another font would be of another width.
  expect(width).toBeCloseTo(320, 0)
  await page.screenshot({ path: 'test-results/browser.png' })
})
