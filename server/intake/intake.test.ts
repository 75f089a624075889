import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { contentOf, imported, type Numbered, numberTeachers, workbook } from './story.fixture.ts'

const school = '甲省东市甲县第一小学'
let world: World
let clerk: Voice
let people: Numbered[]

beforeAll(async () => {
  world = await openWorld()
  await world.owner.query("update unit_version set category = 'k12' where school_type = '211'") // TEMP
  clerk = await world.as('information', school)
  people = await numberTeachers(world, school)
})
afterAll(() => world.close())

test('probe', async () => {
  const { status, raw, body } = await clerk.get('/intake/template')
  console.log(status, body)
  const content = await contentOf(raw)
  console.log(Object.keys(content), content['基本信息'], content['_xingtan'])
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        ['姓名', '身份证件号', '民族'],
        [people[0]!.name, people[0]!.idNumber, '汉'],
      ],
    }),
  )
  const view = await clerk.get(`/intake/batches/${id}`)
  console.log(JSON.stringify(view.body, null, 1))
})
