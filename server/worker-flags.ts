/**
 * How Node is started for the worker. A small nursery: with the usual one an import of 10,000 people rested on 330 MB of dead rows, with this on 165 MB, and took as
 * long (bench/intake.ts).
 */
export const workerFlags = ['--max-semi-space-size=4']
