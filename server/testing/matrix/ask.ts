import type { AnyEndpoint } from '../../../contract/endpoint.ts'
import { type Objects, type Sample, samples } from '../samples.ts'
import type { Answer, Voice } from '../world.ts'
import type { Named } from './country.ts'

export const keyOf = (spec: AnyEndpoint): string => `${spec.method} ${spec.path}`

/** What stands where a thing has nothing of a kind: an endpoint is asked only for things that have all the kinds it names. */
const everything: Objects = {
  unit: '0',
  teacher: '',
  case: '',
  account: '',
  batch: '',
  post: '',
  list: '',
  report: '',
  proposal: '',
  handout: '',
  slip: '',
  request: '',
  round: '',
  help: '',
  addition: '',
  reason: '',
  row: '',
  file: '',
}

/** The well-formed request of an endpoint for this thing. */
export function sampleOf(spec: AnyEndpoint, thing: Named): Sample {
  const sample = samples[keyOf(spec)]?.({ ...everything, ...thing.objects })
  if (!sample) throw new Error(`${keyOf(spec)} has no sample: add it to server/testing/samples.ts`)
  return sample
}

export async function ask(voice: Voice, spec: AnyEndpoint, sample: Sample): Promise<Answer> {
  let path: string = spec.path
  for (const [name, value] of Object.entries(sample.path ?? {})) path = path.replace(`:${name}`, value)
  const query = sample.query ? `?${new URLSearchParams(sample.query)}` : ''
  if (sample.file) return voice.upload(path + query, sample.file)
  return spec.method === 'GET' ? voice.get(path, sample.query) : voice.post(path + query, sample.body)
}

/** The same request with one of the ids that it names put in place of another. */
export function withId(sample: Sample, name: string, id: string): Sample {
  const put = (part: object | undefined): object | undefined =>
    part && name in part ? { ...part, [name]: Array.isArray(Reflect.get(part, name)) ? [id] : id } : part
  if (sample.path && name in sample.path) return { ...sample, path: { ...sample.path, [name]: id } }
  if (sample.query && name in sample.query) return { ...sample, query: { ...sample.query, [name]: id } }
  const body = put(sample.body)
  if (!body || body === sample.body) throw new Error(`the sample says nothing of ${name}`)
  return { ...sample, body }
}
