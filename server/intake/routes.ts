import { copyFile, rm } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { intakeApi } from '../../contract/intake.ts'
import type { Action } from '../../contract/policy.ts'
import { atPlace, placesOf } from '../org/place.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { serve, type Upload } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { standingOf } from '../record/door.ts'
import { annotatedModel } from './annotate.ts'
import { changesOf } from './changes.ts'
import { commit, trial, undo } from './commit.ts'
import { mend, withColumn } from './mend.ts'
import type { SheetPlan } from './plan.ts'
import { waitingFile } from './read.ts'
import { numberedMembers } from './roster.ts'
import * as kept from './rows.ts'
import { plansOf, schoolScene } from './scene.ts'
import * as store from './sql.ts'
import { type TemplateMark, templateOf, workbookBuffer } from './template.ts'
import { rowView, stateOf, viewOf } from './view.ts'
import { workLater } from './work.ts'
import { haltLater } from './write.ts'

/** A template with what stands is held in memory whole. */
const mostFilled = 3000
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function intakeRoutes(app: FastifyInstance): void {
  serve(app, intakeApi.template, async (own, { query }) => {
    const ctx = await atPlace(own, query.unitId)
    demand(own, 'import.read', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
    const { scene } = await schoolScene(ctx)
    const people = query.withPeople === 'no' ? [] : await numberedMembers(ctx)
    const filled = query.withPeople === 'filled'
    if (people.length > 0) {
      const object = { type: 'unit', id: ctx.actor.unitId }
      await audit(ctx, { action: 'import.template', object, detail: { people: people.length, filled } })
    }
    if (filled && people.length > mostFilled) throw new Problem('import.too-many')
    const standing = filled
      ? await standingOf(
          ctx,
          people.map(({ teacherId }) => teacherId),
        )
      : undefined
    const { profile, known } = scene
    const content = await workbookBuffer(templateOf(profile, known, people, ctx.now, standing))
    return { name: `${ctx.actor.unitName}-教师信息采集模板-v${profile.version}.xlsx`, type: xlsx, content }
  })

  serve(app, intakeApi.list, async (ctx, { query }) => {
    demand(ctx, 'import.read', { unitId: ctx.actor.unitId })
    const { total, rows } = await store.listBatches(ctx, query.page, query.size)
    const tallies = await store.tallies(
      ctx,
      rows.map((row) => row.id),
    )
    const names = new Map((await placesOf(ctx)).map(({ id, name }) => [id, name]))
    const shown = []
    for (const row of rows) shown.push(await viewOf(ctx, row, tallies.get(row.id), false, names.get(row.unit_id)))
    return { total, rows: shown }
  })

  serve(app, intakeApi.upload, async (own, { query, file }) => {
    const ctx = await atPlace(own, query.unitId)
    demand(own, 'import.work', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
    const { category, scene } = await schoolScene(ctx)
    const batchId = newId()
    await ctx.db
      .insertInto('import_batch')
      .values({
        province_code: ctx.actor.provinceCode,
        id: batchId,
        no: await store.nextBatchNo(ctx),
        unit_id: ctx.actor.unitId,
        category,
        profile_version: scene.profile.version,
        file_name: file.name,
        file_size: file.size,
        started_by_person: ctx.actor.personId,
        started_by_post: ctx.actor.postId,
      })
      .execute()
    await wait(app, ctx, batchId, 1, file)
    return { batchId }
  })

  serve(app, intakeApi.reupload, async (own, { params, file }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['ready', 'refused'])
    const upload = batch.uploads + 1
    await kept.dropRows(ctx, batch.id)
    await store.changeBatch(ctx, batch.id, {
      file_name: file.name,
      file_size: file.size,
      uploads: upload,
      uploaded_at: ctx.now,
      sheets: [],
      refusal: null,
      progress: {},
      parsed_at: null,
    })
    await store.countBatch(ctx, batch.id)
    await wait(app, ctx, batch.id, upload, file)
    return { batchId: batch.id }
  })

  serve(app, intakeApi.view, async (own, { params }) => {
    const { ctx, batch } = await batchFor(own, 'import.read', params.batchId)
    return view(ctx, batch)
  })

  serve(app, intakeApi.rows, async (own, { params, query }) => {
    const { ctx, batch } = await batchFor(own, 'import.read', params.batchId)
    const { total, rows } = await kept.pageOfRows(ctx, batch.id, query, query.page, query.size)
    return { total, rows: rows.map((row) => rowView(plansOf(batch), row)) }
  })

  serve(app, intakeApi.mend, async (own, { params, body }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['ready'])
    const cells = await mend(ctx, batch, body)
    await audit(ctx, { action: 'import.mend', object: { type: 'batch', id: batch.id }, detail: { cells } })
    return { cells }
  })

  serve(app, intakeApi.columns, async (own, { params, body }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['ready'])
    const { scene } = await schoolScene(ctx, batch)
    const progress = { stage: '核对内容', done: 0, of: batch.people }
    const sheets = withColumn(scene.profile, plansOf(batch), body)
    await store.changeBatch(ctx, batch.id, { sheets, parsed_at: null, progress })
    await workLater(ctx, batch, 'judge')
    await audit(ctx, {
      action: 'import.columns',
      object: { type: 'batch', id: batch.id },
      detail: { field: body.field },
    })
    return renewed(ctx, batch)
  })

  serve(app, intakeApi.annotated, async (own, { params }) => {
    const { ctx, batch } = await batchFor(own, 'import.read', params.batchId)
    if (stateOf(batch) === 'reading') throw new Problem('import.busy')
    if (batch.rows === 0) throw new Problem('not-found', { title: '本批没有可下载的内容' })
    const model = annotatedModel(plansOf(batch), (batch.template ?? {}) as TemplateMark, ctx.now, (plan) =>
      rowsOf(ctx, batch.id, plan),
    )
    const content = await workbookBuffer(model)
    await audit(ctx, {
      action: 'import.annotated',
      object: { type: 'batch', id: batch.id },
      detail: { rows: batch.rows },
    })
    return { name: `${batch.file_name.replace(/\.(xlsx|csv)$/i, '')}-批注-${batch.no}.xlsx`, type: xlsx, content }
  })

  serve(app, intakeApi.trial, async (own, { params }) => {
    const { ctx, batch } = await batchFor(own, 'import.read', params.batchId)
    demandState(batch, ['ready'])
    return trial(ctx, batch)
  })

  serve(app, intakeApi.commit, async (own, { params, body }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['ready'])
    await commit(ctx, batch, body)
    return renewed(ctx, batch)
  })

  serve(app, intakeApi.changes, async (own, { params, query }) => {
    const { ctx, batch } = await batchFor(own, 'import.read', params.batchId)
    demandState(batch, ['ready'])
    return changesOf(ctx, batch, query.page, query.size)
  })

  serve(app, intakeApi.halt, async (own, { params }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['committing'])
    await haltLater(ctx, batch, '提交已停止，已写入的部分全部撤回。')
    await audit(ctx, { action: 'import.halt', object: { type: 'batch', id: batch.id } })
    return renewed(ctx, batch)
  })

  serve(app, intakeApi.undo, async (own, { params, query }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['committed'])
    if (batch.purged_at) throw new Problem('import.finished')
    await undo(ctx, batch, query.partial === 'yes')
    return renewed(ctx, batch)
  })

  serve(app, intakeApi.cancel, async (own, { params }) => {
    const { ctx, batch } = await batchFor(own, 'import.work', params.batchId)
    demandState(batch, ['ready', 'refused', 'reading'])
    await kept.dropRows(ctx, batch.id)
    await store.changeBatch(ctx, batch.id, { work: null })
    await store.stampBatch(ctx, batch.id, 'cancelled_at')
    await audit(ctx, { action: 'import.cancel', object: { type: 'batch', id: batch.id } })
    return renewed(ctx, batch)
  })
}

/** One batch of the clerk's own school or of an attached class, and the context at that place; it is locked for whoever works on it. */
async function batchFor(
  own: Context,
  action: Action,
  batchId: string,
): Promise<{ ctx: Context; batch: store.BatchRow }> {
  const batch = await store.findBatch(own, batchId, action === 'import.work')
  if (!batch) throw new Problem('not-found')
  const ctx = await atPlace(own, batch.unit_id)
  demand(own, action, { unitId: batch.unit_id, unitPath: ctx.actor.unitPath })
  return { ctx, batch }
}

const renewed = async (ctx: Context, { id }: store.BatchRow) => view(ctx, await fresh(ctx, id))

async function fresh(ctx: Context, id: string): Promise<store.BatchRow> {
  const batch = await store.findBatch(ctx, id)
  if (!batch) throw new Problem('not-found')
  return batch
}

function demandState(batch: store.BatchRow, states: readonly string[]): void {
  const state = stateOf(batch)
  if (states.includes(state)) return
  if (state === 'reading' || state === 'committing' || state === 'undoing') throw new Problem('import.busy')
  if (state === 'refused') throw new Problem('import.has-errors', { title: '本批的文件未能读取，请重新上传' })
  throw new Problem('import.finished')
}

async function view(ctx: Context, batch: store.BatchRow) {
  const tallies = await store.tallies(ctx, [batch.id])
  return viewOf(ctx, batch, tallies.get(batch.id), true)
}

/** The upload dies with its request: the job finds its copy in the house's private folder, and removes it. */
async function wait(app: FastifyInstance, ctx: Context, batchId: string, upload: number, file: Upload): Promise<void> {
  const path = waitingFile(app.house, batchId, upload)
  await copyFile(file.path, path)
  try {
    await workLater(ctx, { id: batchId, uploads: upload }, 'read')
    const detail = { size: file.size, upload }
    await audit(ctx, { action: 'import.upload', object: { type: 'batch', id: batchId }, detail })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function* rowsOf(ctx: Context, batchId: string, plan: SheetPlan): AsyncGenerator<kept.KeptRow> {
  const atOnce = 1_000
  for (let after = 0; ; ) {
    const rows = await kept.rowsOfSheet(ctx, batchId, plan.index, after, atOnce)
    yield* rows
    if (rows.length < atOnce) return
    after = rows.at(-1)?.row ?? after
  }
}
