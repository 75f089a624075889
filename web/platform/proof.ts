import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { sayProving } from './proving.ts'

/** Proves the work that the server asks for, about a second on a telephone; the browser derives keys beside the page, which stays alive. As it is sent. */
export async function prove(challenge: unknown): Promise<string> {
  sayProving(true)
  try {
    // the server's own challenge, signed by it
    const solution = await solveChallenge({ challenge: challenge as Challenge, deriveKey })
    return JSON.stringify({ challenge, solution })
  } finally {
    sayProving(false)
  }
}
