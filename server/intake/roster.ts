import { personBlind, unknownPlace } from '../account/door.ts'
import { seal, unseal } from '../platform/cipher.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { identityPlace } from '../record/door.ts'
import type { Identified, Member, Roster } from './people.ts'
import { insertUnknown, members } from './sql.ts'

/** One of the school's people with the number of the id document; for the template. */
export interface NumberedMember extends Member {
  number: string
}

export async function numberedMembers(ctx: Context): Promise<NumberedMember[]> {
  const rows = await members(ctx)
  return rows.map((row) => ({
    teacherId: row.id,
    name: row.name,
    number: row.id_number ? unseal(ctx.keys, row.id_number, identityPlace(row.person_id)) : '',
  }))
}

/** The school's own people by id number. Nobody outside the school is looked at, so an import cannot ask where somebody is. */
export async function rosterOf(ctx: Context): Promise<Roster> {
  const all = await numberedMembers(ctx)
  return new Map(all.filter(({ number }) => number !== '').map(({ number, ...member }) => [number, member]))
}

/** Puts people whom the school does not have on the list of its 系统管理员; never creates them. */
export async function askForPeople(ctx: Context, batchId: string, strangers: readonly Identified[]): Promise<number> {
  const byNumber = new Map(strangers.filter((who) => who.plausible).map((who) => [who.number, who]))
  const people = [...byNumber.values()].map((who) => {
    const id = newId()
    const idType = /^\d{17}[\dX]$/.test(who.number) ? '1' : 'A'
    return {
      id,
      name: who.name.slice(0, 100),
      blind: personBlind(ctx, who.number, idType),
      identity: seal(ctx.keys, who.number, unknownPlace(id)),
    }
  })
  return insertUnknown(ctx, batchId, people)
}
