/**
 * Weighs what a browser fetches for each page of the built application, gzip, against its budget; exits 1 when one is over.
 * Run after `vite build --config web/vite.config.ts`. Budgets: an old PC (4 times slower than a new one) on a school's line.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const weigh = (file) => gzipSync(readFileSync(new URL(file, dist))).length / 1024

/** The files of an entry and of everything it imports at once. */
function filesOf(key, into = { js: new Set(), css: new Set() }) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`manifest.json has no ${key}: build first`)
  if (into.js.has(chunk.file)) return into
  into.js.add(chunk.file)
  for (const file of chunk.css ?? []) into.css.add(file)
  for (const other of chunk.imports ?? []) filesOf(other, into)
  return into
}
const sum = (files) => [...files].reduce((total, file) => total + weigh(file), 0)

const login = filesOf('index.html')
const inside = filesOf('inside.tsx', filesOf('index.html'))
const home = filesOf('home/HomePage.tsx', filesOf('inside.tsx', filesOf('index.html')))
const me = filesOf('me.html')
const rows = [
  ['教师自助 me.html, all in', sum(me.js) + sum(me.css), 140],
  ['管理端登录 js', sum(login.js), 190],
  ['管理端登录 css', sum(login.css), 115],
  ['框架与工作台 js', sum(home.js), 360],
]
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || !/Page\.tsx$/.test(key)) continue
  const own = [...filesOf(key).js].filter((file) => !inside.js.has(file))
  const shared = own.filter((file) => /\/list-/.test(file))
  rows.push([
    `${key} beyond the frame (table and list ${shared.length ? Math.round(sum(shared)) : 0} kB of it)`,
    sum(own),
    80 + sum(shared),
  ])
}

let over = 0
for (const [what, size, limit] of rows) {
  if (size > limit) over++
  console.log(`${size > limit ? 'OVER' : 'ok  '} ${size.toFixed(1).padStart(7)} / ${limit.toFixed(0)} kB  ${what}`)
}
process.exitCode = over ? 1 : 0
