import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Answer, AnyEndpoint, Ask } from '../../contract/endpoint.ts'
import type { Finding } from '../../contract/shape.ts'

/** What the server refuses, as it said it (RFC 9457); `code` is a key of contract/problem.ts, or 'network' when nobody answered. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  /** parts of the request (`at`: a JSON pointer) and what is wrong with each */
  readonly fields: readonly FieldProblem[]
  readonly findings: readonly Finding[]
  readonly requestId: string | undefined
  /** of 'login.proof': the work to be proved */
  readonly challenge: unknown

  constructor(said: RefusalSaid) {
    super(said.detail ?? said.title)
    this.name = 'Refusal'
    this.code = said.code
    this.status = said.status
    this.title = said.title
    this.detail = said.detail
    this.fields = said.fields ?? []
    this.findings = said.findings ?? []
    this.requestId = said.request
    this.challenge = said.challenge
  }
}
interface RefusalSaid {
  code: string
  status: number
  title: string
  detail?: string | undefined
  fields?: FieldProblem[] | undefined
  findings?: Finding[] | undefined
  request?: string | undefined
  challenge?: unknown
}
export interface FieldProblem {
  at: string
  message: string
}

interface Said {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
}

/** Calls one endpoint of the contract. Throws a `Refusal`. */
export async function call<E extends AnyEndpoint>(spec: E, input: Ask<E>): Promise<Answer<E>> {
  const response = await send(spec, input)
  // the server validates its answers against the same contract
  return (await response.json()) as Answer<E>
}

/** Loads and keeps an answer; reloaded after every act. `enabled: false` waits; `keep` shows the last page while the next one comes. */
export function useLoad<E extends AnyEndpoint>(
  spec: E,
  input: Ask<E>,
  how: { enabled?: boolean; keep?: boolean; everySeconds?: number | false } = {},
) {
  return useQuery<Answer<E>, Refusal>({
    queryKey: [spec.path, input],
    queryFn: () => call(spec, input),
    enabled: how.enabled ?? true,
    ...(how.keep && { placeholderData: (before: Answer<E> | undefined) => before as never }),
    ...(how.everySeconds && { refetchInterval: how.everySeconds * 1000 }),
  })
}

/** An act: `act.mutate(input)` or `await act.mutateAsync(input)`; afterwards whatever is on the screen is loaded anew. */
export function useAct<E extends AnyEndpoint>(spec: E, how: { quiet?: boolean } = {}) {
  const client = useQueryClient()
  return useMutation<Answer<E>, Refusal, Ask<E>>({
    mutationFn: (input) => call(spec, input),
    onSuccess: async () => {
      if (!how.quiet) await client.invalidateQueries()
    },
  })
}

/** Sends one file (multipart/form-data, part `file`); `progress` hears of parts of one. Throws a `Refusal`. */
export function upload<E extends AnyEndpoint>(
  spec: E,
  input: Ask<E>,
  file: File,
  progress: (done: number) => void = () => {},
): Promise<Answer<E>> {
  return again(() => sendFile(spec, input, file, progress))
}

function sendFile<E extends AnyEndpoint>(
  spec: E,
  input: Ask<E>,
  file: File,
  progress: (done: number) => void,
): Promise<Answer<E>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address(spec, input))
    request.responseType = 'text'
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onerror = () => reject(unreachable())
    request.onload = () => {
      if (request.status < 300) return resolve(JSON.parse(request.responseText) as Answer<E>)
      reject(refused(request.status, request.responseText))
    }
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}

/** Fetches a file and hands it to the browser under the name the server gave, or `name`. Throws a `Refusal`. */
export async function download<E extends AnyEndpoint>(spec: E, input: Ask<E>, name: string): Promise<void> {
  const response = await send(spec, input)
  const given = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = given ? decodeURIComponent(given) : name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The address of an endpoint, for links and tests. */
export function address<E extends AnyEndpoint>(spec: E, input: Ask<E>): string {
  const { params = {}, query = {} } = input as Said
  const path = spec.path.replace(/:(\w+)/g, (_: string, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.append(name, String(value))
  }
  const tail = search.toString()
  return `/api${path}${tail && `?${tail}`}`
}

const ears = new Set<(refusal: Refusal) => void>()

/** Tells when the session was found to be over in the middle of work, and what the server said of it; returns the way to stop listening. */
export function onSessionMissing(ear: (refusal: Refusal) => void): () => void {
  ears.add(ear)
  return () => ears.delete(ear)
}

/** The session is over: by itself, or because somebody ended it, which the server tells once. */
export const isSessionOver = ({ code }: Refusal): boolean =>
  code === 'session.missing' || code === 'session.ended' || code === 'session.ended-elsewhere'

let asksToConfirm: (() => Promise<boolean>) | null = null
let asking: Promise<boolean> | null = null

/** Who asks the person for password or code when an act demands it (A17); answers whether it was given. Returns the way to take it back. */
export function onConfirmAgain(ask: () => Promise<boolean>): () => void {
  asksToConfirm = ask
  return () => {
    if (asksToConfirm === ask) asksToConfirm = null
  }
}

/** Does it; does it once more after the person has confirmed, or after the work was proved that the server asks for. */
async function again<T>(attempt: (proof?: string) => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    if (refusal.code === 'login.proof') {
      const { prove } = await import('./proof.ts')
      return attempt(await prove(refusal.challenge))
    }
    if (refusal.code !== 'session.confirm-again' || !asksToConfirm) throw refusal
    asking ??= asksToConfirm().finally(() => {
      asking = null
    })
    if (!(await asking)) throw refusal
    return attempt()
  }
}

function send<E extends AnyEndpoint>(spec: E, input: Ask<E>): Promise<Response> {
  const { body } = input as Said
  return again((proof) =>
    reach(address(spec, input), {
      method: spec.method,
      ...(spec.method === 'POST' && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...(body as object | undefined), ...(proof && { proof }) }),
      }),
    }),
  )
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' })
  } catch {
    throw unreachable()
  }
  if (!response.ok) throw refused(response.status, await response.text())
  return response
}

function refused(status: number, text: string): Refusal {
  const refusal = new Refusal({ ...parse(text), status })
  if (isSessionOver(refusal)) for (const ear of ears) ear(refusal)
  return refusal
}

function parse(text: string): Omit<RefusalSaid, 'status'> {
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said === 'object' && said !== null && 'code' in said && 'title' in said) return said as RefusalSaid
  } catch {
    // not JSON: a proxy answered in the server's place
  }
  return {
    code: 'unknown',
    title: '服务器没有正常应答，您的内容没有丢失。请稍后重试；若持续出现，请联系上级系统管理员',
  }
}

const unreachable = () =>
  new Refusal({ code: 'network', status: 0, title: '网络连接中断，内容尚未送达。请检查网络后重试，已填内容仍在本页' })
