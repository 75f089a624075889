import { writeSync } from 'node:fs'
import type { Report } from './run.ts'

/** Prints the figures of a run, and gives back everything that was wrong. */
export function tell(name: string, report: Report): string[] {
  const { cells, endpoints, principals, seconds, wrongAllow, wrongDeny, leaks, writes, telling, missing } = report
  writeSync(
    1,
    `authorization matrix, ${name}: ${cells} cells, ${endpoints} endpoints, ${principals} principals; wrong allow ${wrongAllow.length}, wrong deny ${wrongDeny.length}, ` +
      `canary leaks ${leaks.length}, writes of the refused ${writes.length}, telling refusals ${telling.length}, samples missing or left over ${missing.length}; ${seconds} s\n`,
  )
  return [
    ...missing.map((text) => `sample: ${text} stands only in the contract or only in server/testing/samples.ts`),
    ...wrongAllow.map((text) => `wrong allow: ${text}`),
    ...wrongDeny.map((text) => `wrong deny: ${text}`),
    ...leaks.map((text) => `leak: ${text}`),
    ...writes.map((text) => `write: ${text}`),
    ...telling.map((text) => `telling: ${text}`),
  ]
}
