import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enterRecord } from '../testing/records.ts'
import { type Answer, openWorld, type Voice, type World } from '../testing/world.ts'
import { jpeg, pdf, png } from './pictures.fixture.ts'

const school = '甲省东市甲县第一小学'
const today = '2026-11-23'

describe('photos and attachments', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let teacher: Voice
  let county: Voice
  let one: string
  let other: string
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    teacher = await world.as('teacher', school, 2)
    county = await world.as('information', '甲省东市甲县教育局')
    const { rows } = await world.owner.query<{ id: string; person_id: string }>(
      'select id, person_id from teacher where unit_id = $1 order by id',
      [clerk.unitId],
    )
    one = rows.find((row) => row.person_id === teacher.personId)?.id ?? ''
    other = rows.find((row) => ![teacher.personId, head.personId].includes(row.person_id))?.id ?? ''
  })
  afterAll(() => world.close())

  const attach = (voice: Voice, id: string, content: Buffer, name: string, subset = 'education_history') =>
    voice.upload(`/teachers/${id}/files?subset=${subset}&field=attachment`, { name, content })
  const putPhoto = (voice: Voice, id: string, content: Buffer) =>
    voice.upload(`/teachers/${id}/files?subset=basic_info&field=photo`, { name: 'a.jpg', content })
  const read = (voice: Voice, id: string, file: string) => voice.get(`/teachers/${id}/files/${file}`)
  const names = async (voice: Voice, id: string) =>
    (await voice.get(`/teachers/${id}/files`)).body.files.map((file: { name: string }) => file.name)
  const valuesOf = async (voice: Voice, id: string, subset: string) =>
    (await voice.get(`/teachers/${id}`)).body.subsets.find((each: { subset: string }) => each.subset === subset).rows[0]
  const saved = (answer: Answer) => expect(answer.body, JSON.stringify(answer.body)).toHaveProperty('rowId')
  const audits = async (action: string) =>
    (await world.owner.query('select person_id, detail from audit_event where action = $1 order by seq', [action])).rows

  let certificate: string
  let rowId: string
  test('a teacher uploads a certificate, saves the row, and reads it again byte for byte', async () => {
    const sent = await attach(teacher, one, pdf, '毕业证书（扫描）.pdf')
    expect(sent.body).toMatchObject({ name: '毕业证书（扫描）.pdf', size: pdf.length, mediaType: 'application/pdf' })
    certificate = sent.body.fileId
    const row = { subset: 'education_history', values: { attachment: certificate } }
    const answer = await teacher.post(`/teachers/${one}/rows`, row)
    saved(answer)
    rowId = answer.body.rowId
    const back = await read(teacher, one, certificate)
    expect(back.status).toBe(200)
    expect(back.raw.equals(pdf)).toBe(true)
    expect(back.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('毕业证书（扫描）.pdf')}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'cache-control': 'no-store',
    })
    expect((await audits('teacher.read-file')).at(-1)).toMatchObject({
      person_id: teacher.personId,
      detail: { subset: 'education_history', field: 'attachment', file: certificate },
    })
  })

  test('nothing of it can be read in the database', async () => {
    const { rows } = await world.owner.query<{ content: Buffer }>('select content from stored_file where id = $1', [
      certificate,
    ])
    expect(rows[0]?.content.length).toBe(pdf.length + 35)
    expect(rows[0]?.content.includes('PDF')).toBe(false)
  })

  test('a content put into another file’s place does not open', async () => {
    const second = (await attach(teacher, one, png(), '学位.png')).body.fileId
    await world.owner.query(
      'update stored_file set content = (select content from stored_file where id = $1) where id = $2',
      [certificate, second],
    )
    const answer = await read(teacher, one, second)
    expect([answer.status, answer.body.code]).toEqual([500, 'system.failed'])
  })

  test('the school sees what its teacher attached, the authority not before it is reported, and never what is only uploaded', async () => {
    expect((await read(clerk, one, certificate)).status).toBe(200)
    expect((await read(head, one, certificate)).status).toBe(200)
    const away = await read(county, one, certificate)
    expect([away.status, away.body.title]).toEqual([404, '该项没有内容'])
    expect(await names(county, one)).toEqual([])
    expect(await names(clerk, one)).toContain('毕业证书（扫描）.pdf')
  })

  test('a value that names another teacher’s file, the photo, or none, is refused at the field; a document of another indicator may be named', async () => {
    const foreign: string = (await attach(clerk, other, pdf, 'b.pdf')).body.fileId
    const face: string = (await putPhoto(clerk, one, jpeg({ data: 300 }))).body.fileId
    const appointment = Buffer.concat([pdf, Buffer.from('\n')])
    const elsewhere: string = (await attach(clerk, one, appointment, 'c.pdf', 'post_appointment')).body.fileId
    expect([foreign, face, elsewhere].map((id) => typeof id)).toEqual(['string', 'string', 'string'])
    for (const attachment of [foreign, face, one, 'x']) {
      const answer = await teacher.post(`/teachers/${one}/rows`, {
        subset: 'education_history',
        rowId,
        values: { attachment },
      })
      expect(answer.body).toMatchObject({
        code: 'teacher.row-wrong',
        findings: [{ field: 'attachment', code: 'file.unknown' }],
      })
    }
    expect((await valuesOf(teacher, one, 'education_history')).values.attachment).toBe(certificate)
    const both = { subset: 'education_history', rowId, values: { attachment: elsewhere } }
    saved(await teacher.post(`/teachers/${one}/rows`, both))
    saved(await teacher.post(`/teachers/${one}/rows`, { ...both, values: { attachment: certificate } }))
    // nor does an id open under another teacher's name
    expect((await read(clerk, other, certificate)).status).toBe(404)
  })

  let photo: string
  test('a photo is kept without position and comment; the person sees it, the clerk only with the eye, and both are written down', async () => {
    const sent = await putPhoto(teacher, one, jpeg())
    expect(sent.body).toMatchObject({ name: '个人照片.jpg', mediaType: 'image/jpeg' })
    photo = sent.body.fileId
    saved(await teacher.post(`/teachers/${one}/rows`, { subset: 'basic_info', values: { photo } }))
    expect((await valuesOf(teacher, one, 'basic_info')).values.photo).toBe(photo)
    const own = await read(teacher, one, photo)
    expect(own.headers['content-type']).toBe('image/jpeg')
    expect(own.raw.includes('GPS')).toBe(false)

    const seen = await valuesOf(clerk, one, 'basic_info')
    expect(seen.values.photo).toBeUndefined()
    expect(seen.masked.photo).toBe(`${'*'.repeat(32)}${photo.slice(-4)}`)
    expect(await names(clerk, one)).not.toContain('个人照片.jpg')
    expect(await names(teacher, one)).toContain('个人照片.jpg')
    const opened = await clerk.post(`/teachers/${one}/unmask`, {
      subset: 'basic_info',
      rowId: seen.rowId,
      field: 'photo',
      reason: '核对证件原件',
    })
    expect(opened.body.value).toBe(photo)
    expect((await read(clerk, one, photo)).status).toBe(200)
    const looks = (await audits('teacher.unmask')).filter((look) => look.detail.file === photo)
    expect(looks.map((look) => look.person_id)).toEqual([teacher.personId, clerk.personId])
  })

  test('without the permission of the eye nobody reads a photo', async () => {
    const answer = await read(head, one, photo)
    expect([answer.status, answer.body.code]).toEqual([403, 'not-allowed'])
  })

  test('the photo goes when its field is emptied, and stays when the field is not sent', async () => {
    saved(await clerk.post(`/teachers/${one}/rows`, { subset: 'basic_info', values: {} }))
    expect((await valuesOf(teacher, one, 'basic_info')).values.photo).toBe(photo)
    saved(await teacher.post(`/teachers/${one}/rows`, { subset: 'basic_info', values: { photo: '' } }))
    expect((await valuesOf(teacher, one, 'basic_info')).values.photo).toBeUndefined()
    saved(await teacher.post(`/teachers/${one}/rows`, { subset: 'basic_info', values: { photo } }))
  })

  test('what is no picture, no attachment, or not the teacher’s to fill is refused with a reason', async () => {
    const refused = async (answer: Promise<Answer>) => (await answer).body
    expect(await refused(putPhoto(teacher, one, png()))).toMatchObject({ code: 'file.refused' })
    expect(await refused(attach(teacher, one, Buffer.from('<html>'), 'a.pdf'))).toMatchObject({
      code: 'file.refused',
      title: '“附件”应为 PDF、JPG 或 PNG 文件，“a.pdf”的内容不是其中任何一种',
    })
    expect(await refused(attach(teacher, one, Buffer.alloc(10 * 1024 * 1024 + 1), 'big.pdf'))).toMatchObject({
      code: 'request.too-large',
      title: '文件超过 10 MB 的上限，请换一个小些的文件，或分批上传',
    })
    expect(await refused(attach(teacher, one, pdf, 'a.pdf', 'post_appointment'))).toMatchObject({
      code: 'teacher.field-closed',
    })
    expect(
      await refused(clerk.upload(`/teachers/${one}/files?subset=contact&field=mobile`, { name: 'a', content: pdf })),
    ).toMatchObject({ code: 'not-found' })
  })

  test('uploads that are never saved are at most twenty, and go after a day; what a row names stays', async () => {
    const count = async () =>
      (await world.owner.query('select count(*)::int as n from stored_file where teacher_id = $1', [other])).rows[0].n
    for (let n = await count(); n < 20; n++) expect((await attach(clerk, other, pdf, `${n}.pdf`)).status).toBe(200)
    const refused = await attach(clerk, other, pdf, '21.pdf')
    expect(refused.body).toMatchObject({ code: 'file.refused' })
    expect(refused.body.title).toContain('20 个')
    await world.owner.query(`update stored_file set stored_at = now() - interval '25 hours' where teacher_id = $1`, [
      other,
    ])
    const fresh = await attach(clerk, other, pdf, '聘书.pdf')
    expect(fresh.status).toBe(200)
    expect(await count()).toBe(1)

    saved(
      await clerk.post(`/teachers/${other}/rows`, {
        subset: 'education_history',
        values: { attachment: fresh.body.fileId },
      }),
    )
    await world.owner.query(`update stored_file set stored_at = now() - interval '25 hours' where teacher_id = $1`, [
      other,
    ])
    await attach(clerk, other, Buffer.concat([pdf, Buffer.from('\n')]), 'x.pdf')
    expect(await count()).toBe(2)
  })

  test('once reported the authority reads what was attached, and nobody uploads any more', async () => {
    await enterRecord(clerk, other, today)
    const { rows } = await world.owner.query<{ id: string }>(
      'select id from stored_file where teacher_id = $1 and used_at is not null',
      [other],
    )
    const attached = rows[0]?.id ?? ''
    // the row of the file alone is incomplete: what is reported holds the file in a whole one
    const view = (await clerk.get(`/teachers/${other}`)).body
    const history = view.subsets.find((each: { subset: string }) => each.subset === 'education_history').rows
    const bare = history.find((row: { values: object }) => Object.keys(row.values).length === 1)
    const whole = history.find((row: { values: object }) => Object.keys(row.values).length > 1)
    await clerk.post(`/teachers/${other}/rows/${bare.rowId}/removal`, { subset: 'education_history' })
    saved(
      await clerk.post(`/teachers/${other}/rows`, {
        subset: 'education_history',
        rowId: whole.rowId,
        values: { ...whole.values, attachment: attached },
      }),
    )
    expect((await clerk.post('/reports/hand-over', { teacherIds: [other] })).body).toMatchObject({ done: 1 })
    expect((await attach(clerk, other, pdf, 'late.pdf')).body.code).toBe('teacher.locked')
    expect((await read(county, other, attached)).status).toBe(404)
    const { rows: cases } = await world.owner.query(
      'select id, round from review_case where teacher_id = $1 and closed_at is null',
      [other],
    )
    await head.post('/cases/decisions', { cases: [{ ...cases[0], decision: 'pass' }] })
    expect((await clerk.post('/reports/send', { teacherIds: [other] })).body).toMatchObject({ done: 1 })
    expect((await read(county, other, attached)).raw.equals(pdf)).toBe(true)
    expect(await names(county, other)).toEqual(['聘书.pdf'])
  })
})
