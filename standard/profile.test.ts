import { describe, expect, test } from 'vitest'
import { categories } from './categories.ts'
import { nationalCore, profileFor } from './profile.ts'
import { subsets } from './subsets.ts'

const spine = ['basic_info', 'education_history', 'post_appointment', 'contact']
const zhejiang = { province: '33', version: 3, subsets: spine }
const find = (profile: ReturnType<typeof profileFor>, key: string) => {
  const [subset, name] = key.split('.')
  return profile.subsets.find((each) => each.name === subset)?.fields.find((field) => field.name === name)
}

describe('the profile in force', () => {
  test('is plain JSON that survives the way to the browser', () => {
    for (const { id } of categories) {
      const profile = profileFor(id, zhejiang)
      expect(JSON.parse(JSON.stringify(profile))).toEqual(profile)
    }
  })

  test('a core field cannot be switched off or loosened, and the profile says so', () => {
    const fields = { 'basic_info.name': { enabled: false }, 'basic_info.it_ability': { required: false } }
    const profile = profileFor('k12', { ...zhejiang, fields })
    expect(find(profile, 'basic_info.name')?.requirement).toBe('R')
    expect(find(profile, 'basic_info.it_ability')?.requirement).toBe('R')
    expect(profile.ignored.map((each) => each.key)).toEqual(['basic_info.name', 'basic_info.it_ability'])
  })

  test('every core field of the enabled subsets is there, whatever the selection says', () => {
    const everything = subsets.flatMap((subset) =>
      subset.fields.map((field) => [`${subset.name}.${field.name}`, { enabled: false }]),
    )
    const selection = {
      province: '33',
      version: 1,
      subsets: subsets.map((subset) => subset.name),
      fields: Object.fromEntries(everything),
    }
    for (const { id } of categories) {
      const keys = (profile: ReturnType<typeof profileFor>) =>
        profile.subsets.flatMap((subset) => subset.fields.map((field) => `${subset.name}.${field.name}`))
      expect(keys(profileFor(id, selection))).toEqual(keys(nationalCore(id)))
    }
  })

  test('a provincial field can be left out, made required, and given a hint', () => {
    const fields = {
      'basic_info.remark': { enabled: false },
      'contact.email': { required: true, hint: '请填写浙江教育邮箱。' },
    }
    const profile = profileFor('k12', { ...zhejiang, fields })
    expect(find(profile, 'basic_info.remark')).toBeUndefined()
    expect(find(profile, 'contact.email')).toMatchObject({
      requirement: 'R',
      help: expect.stringContaining('浙江教育邮箱'),
    })
    expect(profile.ignored).toEqual([])
  })

  test.each(['remuneration', 'annual_assessment', 'ethics_record', 'title_appointment', 'post_appointment'])(
    'nothing of %s can be opened to teachers',
    (name) => {
      const subset = subsets.find((each) => each.name === name)
      const keys = subset?.fields.map((field) => `${name}.${field.name}`) ?? []
      const fields = Object.fromEntries(keys.map((key) => [key, { openToTeacher: true }]))
      const profile = profileFor('undergraduate', { ...zhejiang, subsets: [name], fields })
      const opened = profile.subsets.find((each) => each.name === name)?.fields ?? []
      expect(opened.length).toBeGreaterThan(0)
      for (const field of opened) {
        expect(field.openToTeacher, field.name).toBe(false)
        expect(field.lockedWhy, field.name).toMatch(/按规定由学校或主管部门填写/)
      }
      expect(profile.ignored).toHaveLength(opened.length)
    },
  )

  test('teachers fill what is theirs by default, and what is not says who fills it', () => {
    const profile = profileFor('k12', zhejiang)
    for (const field of profile.subsets.flatMap((subset) => subset.fields)) {
      expect(field.openToTeacher === (field.lockedWhy === undefined), field.name).toBe(true)
    }
    expect(find(profile, 'contact.mobile')?.openToTeacher).toBe(true)
    expect(find(profile, 'basic_info.name')?.lockedWhy).toContain('关键信息变更')
    expect(find(profile, 'basic_info.highest_education')?.lockedWhy).toContain('自动得出')
  })

  test('each category has its own labels, tables and fields', () => {
    expect(find(profileFor('kindergarten', zhejiang), 'basic_info.school_entry_month')?.label).toBe('进本园年月')
    expect(find(profileFor('k12', zhejiang), 'basic_info.school_entry_month')?.label).toBe('进本校年月')
    expect(find(profileFor('kindergarten', zhejiang), 'basic_info.staff_source')?.codes).toBe(
      'staff_source_kindergarten',
    )
    expect(find(profileFor('higher_vocational', zhejiang), 'basic_info.dual_qualified_flag')).toBeDefined()
    expect(find(profileFor('undergraduate', zhejiang), 'basic_info.dual_qualified_flag')).toBeUndefined()
    const month = 'post_appointment.school_post_start_month'
    expect(find(profileFor('k12', zhejiang), month)?.openWhen).toEqual([{ field: 'school_posts', not: ['00'] }])
    expect(find(profileFor('undergraduate', zhejiang), month)?.openWhen).toEqual([
      { field: 'party_admin_post', not: ['00'] },
    ])
  })

  test('a rule whose fields are not collected falls away with them', () => {
    const without = profileFor('special_education', zhejiang)
    const kinds = (profile: typeof without) => profile.subsets[0]?.rules.filter((rule) => rule.kind === 'needs-row')
    expect(kinds(without)).toHaveLength(2)
    expect(kinds(profileFor('special_education', { ...zhejiang, subsets: [] }))).toHaveLength(0)
  })

  test('an indicator that the standard does not know is named', () => {
    const profile = profileFor('k12', { ...zhejiang, fields: { 'basic_info.shoe_size': { enabled: true } } })
    expect(profile.ignored).toEqual([
      { key: 'basic_info.shoe_size', message: expect.stringContaining('不在国家标准中') },
    ])
  })
})
