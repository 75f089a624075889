import { sql } from 'kysely'
import { asNobody, type House } from '../platform/context.ts'

/** Every minute: reading, committing and undoing whose process died is taken up again where it stood. */
export async function resumeIntake(house: House): Promise<void> {
  await asNobody(house, (ctx) => sql`select app.intake_resume()`.execute(ctx.db))
}

/** Every night: staged rows that have served are gone. Retention: 30 days after the end of a batch, 180 days where nobody touched it. */
export async function keepIntakeTidy(house: House): Promise<void> {
  await asNobody(house, (ctx) => sql`select app.intake_sweep()`.execute(ctx.db))
}
