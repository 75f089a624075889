import type { Level } from '../../../contract/policy.ts'
import { centre } from '../central.ts'
import type { Authority, Places } from './places.ts'
import { readState, type Say, type Texts } from './row.ts'
import { blankRow, phaseOf, type StagedRow } from './staged.ts'

const levelWords: Readonly<Record<string, Authority['level']>> = {
  省: 'province',
  省级: 'province',
  市: 'city',
  市级: 'city',
  地市级: 'city',
  县: 'county',
  县级: 'county',
  区县级: 'county',
}
const order = ['ministry', 'province', 'city', 'county'] as const
const rank = (level: Level) => order.indexOf(level as Authority['level'])

/** Reads the row of an education authority, and adds it to the places when it is new. `late`: its superior is not known yet. */
export function readAuthority(
  item: number,
  code: string,
  text: Texts,
  say: Say,
  places: Places,
): { row: StagedRow; late: boolean } {
  const row = { ...blankRow(item, '', text('name')), division_code: code }
  if (!/^\d{6}$/.test(code)) {
    const message = code === centre ? '教育部不由名单维护' : `教育行政部门的代码“${code}”不是 6 位数字`
    say('error', 'code', {
      code: 'list.authority-code',
      message,
      expected: '6 位行政区划代码',
      seen: code,
      remedy: '请改正，或删去本行',
    })
    return { row, late: false }
  }
  row.code = code
  row.state = readState(text, say)
  const standing = places.authority(code)
  const level = levelOf(code, text, say, places)
  row.level = level
  row.phase = phaseOf(level, false)
  if (standing && standing.level !== level)
    say('error', 'level', {
      code: 'list.level-changed',
      message: `“${standing.name}”现为${name(standing.level)}级，不能改为${name(level)}级`,
      expected: name(standing.level),
      seen: text('level'),
      remedy: '层级改变请撤销原机构、新设机构',
    })
  if (row.state !== 'open' && row.state !== 'reopened') return { row, late: false }
  const parentCode = parentOf(code, level, text, places)
  if (parentCode === code) {
    say('error', 'parent', {
      code: 'list.circular',
      message: '上级是本机构自己，主管关系成环',
      expected: '上一级教育行政部门的代码',
      seen: parentCode,
      remedy: '请改正上级代码',
    })
    return { row, late: false }
  }
  const parent = places.authority(parentCode)
  if (!parent) {
    say('error', 'parent', {
      code: 'list.parent',
      message: `上级代码“${parentCode}”不是在册的教育行政部门`,
      expected: '在册或本名单中的教育行政部门代码，省级填 00',
      seen: text('parent') || parentCode,
      remedy: '请改正，或在名单中同时列出其上级',
    })
    return { row, late: true }
  }
  row.parent_code = parent.code
  row.parent_why = `上级为${parent.name}`
  row.unit_province = level === 'province' ? code.slice(0, 2) : parent.province
  if (circle(code, parent, places))
    say('error', 'parent', {
      code: 'list.circular',
      message: `“${parent.name}”在本机构之下，主管关系成环`,
      expected: '不在本机构之下的上级',
      seen: parentCode,
      remedy: '请改正上级代码',
    })
  else if (rank(parent.level) >= rank(level))
    say('error', 'parent', {
      code: 'list.parent',
      message: `上级“${parent.name}”是${name(parent.level)}级，不高于本机构`,
      expected: `${name(level)}级以上的教育行政部门`,
      seen: parentCode,
      remedy: '请改正上级代码或层级',
    })
  else if (!standing || standing.parentCode !== parent.code)
    places.add({ code, name: row.name, level, parentCode: parent.code, province: row.unit_province })
  return { row, late: false }
}

/** As the list says, else as it stands, else as the digits say. 东莞 is a city without counties: the list says so, or it stands. */
function levelOf(code: string, text: Texts, say: Say, places: Places): Authority['level'] {
  const given = text('level').replace(/\s/g, '')
  const said = levelWords[given]
  if (given !== '' && !said)
    say('error', 'level', {
      code: 'list.level',
      message: `层级“${given}”不认识`,
      expected: '省、市、县',
      seen: given,
      remedy: '请改正',
    })
  if (said) return said
  const standing = places.authority(code)?.level ?? places.division(code)?.level
  return standing ?? (code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : 'county')
}

function parentOf(code: string, level: Authority['level'], text: Texts, places: Places): string {
  const given = text('parent').replace(/\s/g, '')
  if (given !== '') return given
  const standing = places.authority(code)
  if (standing?.parentCode) return standing.parentCode
  if (level === 'province') return centre
  const division = places.division(code)
  if (division?.parent) return division.parent
  const city = `${code.slice(0, 4)}00`
  return level === 'county' && places.authority(city) ? city : `${code.slice(0, 2)}0000`
}

/** Whether the parent stands below the unit itself. */
function circle(code: string, parent: Authority, places: Places): boolean {
  let at: Authority | undefined = parent
  for (let steps = 0; at && steps < 10; steps += 1) {
    if (at.code === code) return true
    at = at.parentCode === null ? undefined : places.authority(at.parentCode)
  }
  return at !== undefined
}

const names: Readonly<Record<Authority['level'], string>> = {
  ministry: '中央',
  province: '省',
  city: '市',
  county: '县',
}
const name = (level: Authority['level']) => names[level]
