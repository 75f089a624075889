import { createHash } from 'node:crypto'
import { roleName } from '../../contract/policy.ts'
import { audit } from '../platform/audit.ts'
import { seal, unseal } from '../platform/cipher.ts'
import { asActor, asNobody, type Context, type House, later, shanghaiDay } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { unitFor } from '../post/door.ts'
import { hasSeat, type SeatName } from '../post/rules.ts'
import { codeDays, codeHash, makeCode, readCode } from '../session/activation-code.ts'
import { actorOfPost } from '../session/actor.ts'
import {
  type BatchRow,
  findBatch,
  keepFile,
  keepProgress,
  markFailed,
  type SlipToDraw,
  slipsToDraw,
  sweepFiles,
} from './batch-sql.ts'
import { type Choosing, chosenRows } from './choose.ts'
import { voidSlips } from './door.ts'
import { drawLetters } from './letter.ts'
import { makePickUpCode, makeSlipNo, showSlipNo } from './rules.ts'
import { keepBatch, nextBatchNo, numbersOf } from './sql.ts'

/** The payload of the job `handout.draw`. */
export interface DrawPayload {
  batchId: string
  postId: string
}

interface Target {
  unitId: string
  unitCode: string
  provinceCode: string
  role: SeatName['role']
  seat: number
}

/**
 * Makes slips for the seats chosen: the open ones die, new ones stand without a code until the job has drawn the file. Tells the pick-up code, once.
 * @throws Problem 'not-found' for a unit that is not directly under the own one; 'post.no-seat'; 'handout.nothing'
 */
export async function makeSlips(
  ctx: Context,
  body: Choosing & { target: 'next' | 'own'; seats?: readonly SeatName[] | undefined },
) {
  const { targets, skipped } =
    body.target === 'own' ? await ownTargets(ctx, body.seats ?? []) : await nextTargets(ctx, body)
  if (targets.length === 0) throw new Problem('handout.nothing')
  const replaced = await voidSlips(ctx, targets)
  const taken = await numbersOf(
    ctx,
    targets.map(({ unitId }) => unitId),
  )
  const slips = targets.map(({ unitCode, ...target }) => {
    const slipNo = makeSlipNo(unitCode, taken)
    taken.add(slipNo)
    return { ...target, id: newId(), slipNo }
  })
  const pickUpCode = makePickUpCode()
  const batch = { id: newId(), no: await nextBatchNo(ctx), target: body.target }
  const pickup = seal(ctx.keys, pickUpCode, pickupPlace(batch.id))
  await keepBatch(ctx, { ...batch, pickup }, slips, new Date(ctx.now.getTime() + codeDays * 86_400_000))
  await audit(ctx, {
    action: 'handout.make',
    object: { type: 'handout', id: batch.id },
    detail: { no: batch.no, target: body.target, slips: slips.length, replaced, skipped: skipped.length },
  })
  const payload: DrawPayload = { batchId: batch.id, postId: ctx.actor.postId }
  await later(ctx, 'handout.draw', payload, `handout.draw:${batch.id}`)
  return {
    batchId: batch.id,
    count: slips.length,
    pickUpCode,
    skipped: skipped.slice(0, 100),
    skippedTotal: skipped.length,
  }
}

const pickupPlace = (batchId: string) => `handout_batch|${batchId}|pickup`

type Skipped = { unitId: string; name: string; reason: string }

async function nextTargets(ctx: Context, choosing: Choosing): Promise<{ targets: Target[]; skipped: Skipped[] }> {
  const rows = await chosenRows(ctx, 'handout.make', choosing)
  return {
    targets: rows
      .filter(({ state }) => state !== 'activated')
      .map((row) => ({
        unitId: row.unit_id,
        unitCode: row.code,
        provinceCode: row.province_code,
        role: row.role,
        seat: 1,
      })),
    skipped: rows
      .filter(({ state }) => state === 'activated')
      .map((row) => ({ unitId: row.unit_id, name: row.name, reason: `${roleName(row.role)}已在任` })),
  }
}

async function ownTargets(
  ctx: Context,
  seats: readonly SeatName[],
): Promise<{ targets: Target[]; skipped: Skipped[] }> {
  const unit = await unitFor(ctx, 'handout.make', ctx.actor.unitId)
  const different = new Set(seats.map(({ role, seat }) => `${role} ${seat}`))
  if (different.size !== seats.length || !seats.every((each) => hasSeat(unit, each))) throw new Problem('post.no-seat')
  const { id: unitId, code: unitCode, provinceCode } = unit
  return { targets: seats.map(({ role, seat }) => ({ unitId, unitCode, provinceCode, role, seat })), skipped: [] }
}

/**
 * The job: makes the codes, draws the letters, and keeps the sealed file together with the hashes of its codes; so no code is anywhere but in the file. A run that
 * died begins anew with other codes. Throws what is unexpected, for the queue to try again.
 */
export async function drawBatch(house: House, { batchId, postId }: DrawPayload): Promise<void> {
  const actor = await actorOfPost(house, postId)
  if (!actor) return
  const work = <T>(operation: (ctx: Context) => Promise<T>) => asActor(house, actor, operation)
  const begun = await work(async (ctx) => {
    const batch = await findBatch(ctx, batchId, true)
    if (!batch?.pickup || batch.made_at || batch.state === 'cancelled') return null
    return {
      batch,
      pickUpCode: unseal(ctx.keys, batch.pickup, pickupPlace(batchId)),
      slips: await slipsToDraw(ctx, batchId),
    }
  })
  if (!begun) return
  const { batch, pickUpCode, slips } = begun
  try {
    const coded = slips.map((slip) => ({ ...slip, ...newCode(house) }))
    const sender = {
      unitName: actor.unitName,
      batchNo: batch.no,
      madeOn: shanghaiDay(new Date()),
      practice: house.practice,
    }
    const content = await drawLetters(coded.map(letterOf), sender, pickUpCode, (drawn) =>
      work((ctx) => keepProgress(ctx, batch, drawn)),
    )
    if (content) await work((ctx) => finish(ctx, batch, content, coded))
  } catch (error) {
    await work((ctx) => markFailed(ctx, batch))
    throw error
  }
}

function newCode(house: House): { code: string; hash: Buffer } {
  const code = makeCode()
  const twelve = readCode(code)
  if (twelve === null) throw new Error('a code that was just made cannot be read')
  return { code, hash: codeHash(house.keys, twelve) }
}

const letterOf = (slip: SlipToDraw & { code: string }) => ({
  unitName: slip.unit_name,
  unitCode: slip.unit_code,
  role: roleName(slip.role),
  slipNo: showSlipNo(slip.slip_no),
  code: slip.code,
  expiresOn: shanghaiDay(slip.expires_at),
})

async function finish(
  ctx: Context,
  { id }: BatchRow,
  content: Buffer,
  codes: readonly { id: string; hash: Buffer }[],
): Promise<void> {
  const batch = await findBatch(ctx, id, true)
  if (!batch || batch.made_at || batch.state === 'cancelled') return
  const sm3 = createHash('sm3').update(content).digest('hex')
  await keepFile(ctx, batch, { content, sm3 }, codes)
  await audit(ctx, {
    action: 'handout.draw',
    object: { type: 'handout', id },
    detail: { no: batch.no, slips: codes.length, bytes: content.length, sm3 },
  })
}

/** Hourly: files that nobody has fetched in a day are gone. */
export async function sweepOldFiles(house: House): Promise<void> {
  await asNobody(house, sweepFiles)
}
