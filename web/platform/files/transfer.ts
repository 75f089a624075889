import type { BoxFile, StoredFile } from '../../../contract/file.ts'

/**
 * Stored files over HTTP, for both entries: paths are written here, because the contract's own code would bring its schema library to every phone, and the
 * management entry's client its cache. Everything throws an Error with a sentence for people.
 */
const base = (teacherId: string) => `/api/teachers/${teacherId}/files`

/** What is known of files by their id, from uploads and lists; for as long as the page lives. */
const known = new Map<string, StoredFile>()
const listing = new Map<string, Promise<BoxFile[]>>()

/** Sends a file for one indicator, or without one into the 材料袋. */
export function sendFile(
  at: { teacherId: string; subset?: string; field?: string },
  file: File,
  progress: (done: number) => void,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const { teacherId, ...indicator } = at
    request.open('POST', `${base(teacherId)}?${new URLSearchParams(indicator)}`)
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onerror = () => reject(new Error(unreachable))
    request.onload = () => {
      if (request.status >= 300) return reject(new Error(sentence(request.responseText)))
      // the server answers in the contract's shape
      const stored = JSON.parse(request.responseText) as StoredFile
      known.set(stored.fileId, stored)
      resolve(stored)
    }
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}

export async function fetchFile(teacherId: string, fileId: string): Promise<Blob> {
  return (await reach(`${base(teacherId)}/${fileId}`)).blob()
}

/** Fetches a file and hands it to the browser to keep. */
export async function saveFile(teacherId: string, fileId: string): Promise<void> {
  await keep(await reach(`${base(teacherId)}/${fileId}`))
}

/** Fetches the printed form (登记表); says so where characters that the font lacks stand as their code. */
export async function saveForm(teacherId: string): Promise<string | null> {
  const path = `/api/teachers/${teacherId}/registration-form`
  const first = await fetch(path, { credentials: 'same-origin' }).catch(() => undefined)
  if (first?.ok) {
    await keep(first)
    return null
  }
  if (first?.status !== 422) throw new Error(first ? sentence(await first.text()) : unreachable)
  await keep(await reach(`${path}?lacking=codes`))
  return '登记表已生成；其中有字库没有的生僻字，以编码代替'
}

async function keep(response: Response): Promise<void> {
  const given = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = given ? decodeURIComponent(given) : '附件'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The documents of a teacher that any row may name, the newest first. */
export async function documents(teacherId: string): Promise<BoxFile[]> {
  return (await readList(teacherId)).filter(({ secret }) => !secret).reverse()
}

/** A file that is no more. */
export const forget = (fileId: string): boolean => known.delete(fileId)

/** Name and size of a file; undefined when this reader is not told. One list serves all files of a teacher. */
export async function describeFile(teacherId: string, fileId: string): Promise<StoredFile | undefined> {
  if (!known.has(fileId)) {
    const under = listing.get(teacherId) ?? readList(teacherId)
    listing.set(teacherId, under)
    await under.finally(() => listing.delete(teacherId))
  }
  return known.get(fileId)
}

export const knownFile = (fileId: string): StoredFile | undefined => known.get(fileId)

async function readList(teacherId: string): Promise<BoxFile[]> {
  // the server answers in the contract's shape
  const { files } = (await (await reach(base(teacherId))).json()) as { files: BoxFile[] }
  for (const file of files) known.set(file.fileId, file)
  return files
}

async function reach(path: string): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin' }).catch(() => {
    throw new Error(unreachable)
  })
  if (!response.ok) throw new Error(sentence(await response.text()))
  return response
}

const unreachable = '网络连接中断，文件没有传完。请检查网络后再试'

function sentence(answer: string): string {
  try {
    const said: unknown = JSON.parse(answer)
    if (typeof said === 'object' && said !== null && 'title' in said && typeof said.title === 'string')
      return said.title
  } catch {
    // not JSON: a proxy answered in the server's place
  }
  return '文件没有办成，请稍后再试'
}

/** '320 KB', '2.4 MB'. */
export function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
