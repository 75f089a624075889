import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One text message (短信): the number it goes to, which template, and its words. */
export interface TextMessage {
  mobile: string
  template: string
  text: string
}

/** What hands text messages on. A carrier's gateway is another one of these; it throws when it took none of them. */
export interface TextGateway {
  send: (messages: readonly TextMessage[]) => Promise<void>
}

/** The words, by template: that something waits, never what, and nobody's name. */
export const templates = {
  urging: '【教师管理信息系统】学校请您完成信息填报，请登录系统查看“消息”。',
} as const
export type Template = keyof typeof templates

/** The gateway that is switched on (environment XINGTAN_SMS); null: none, as it is unless told otherwise. @throws Error for a name that is none */
export function gatewayOf(named: string | undefined, filesDir: string): TextGateway | null {
  if (!named) return null
  if (named !== 'file')
    throw new Error(`XINGTAN_SMS: expected 'file' or nothing, saw '${named}'. Correct the environment and start again.`)
  return fileGateway(join(filesDir, 'sms-outbox.ndjson'))
}

/** Writes one line a message to a file that only this account reads, for whoever carries them on. */
const fileGateway = (path: string): TextGateway => ({
  send: (messages) =>
    appendFile(
      path,
      messages.map((each) => `${JSON.stringify({ at: new Date().toISOString(), ...each })}\n`).join(''),
      {
        mode: 0o600,
      },
    ),
})
