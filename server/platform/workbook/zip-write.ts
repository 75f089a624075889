import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

/** One file of an archive: its text, in pieces that are made only as they are asked for. */
export interface ZipEntry {
  name: string
  text: Iterable<string> | AsyncIterable<string>
}

const chunkLength = 64 * 1024
/** Without zip64, which some older readers refuse, no entry and no archive reaches 4 GB. */
const most = 0xffff_ffff

/**
 * A zip archive as a stream, in memory independent of its length: each entry's sizes follow it in a data descriptor
 * (PKWARE APPNOTE 4.3.9). Every entry is dated 1980-01-01, so that the same content gives the same bytes.
 */
export async function* zipBytes(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let offset = 0
  for await (const entry of entries) {
    const name = Buffer.from(entry.name)
    const at = offset
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    common(head, 4, 0, 0, 0, name.length)
    yield head
    yield name
    offset += head.length + name.length

    let crc = 0
    let size = 0
    let packed = 0
    const deflate = createDeflateRaw({ level: 5 })
    const feeding = pipeline(
      Readable.from(
        chunked(entry.text, (bytes) => {
          crc = crc32(bytes, crc)
          size += bytes.length
        }),
      ),
      deflate,
    )
    // A failing source destroys `deflate`, and the loop below throws its error; the promise only repeats it.
    feeding.catch(() => undefined)
    for await (const chunk of deflate) {
      const bytes: Buffer = chunk
      packed += bytes.length
      yield bytes
    }
    await feeding
    offset += packed

    const descriptor = Buffer.alloc(16)
    descriptor.writeUInt32LE(0x08074b50, 0)
    if (size > most || offset > most) throw new Error(`${entry.name} makes the archive larger than 4 GB`)
    sizes(descriptor, 4, crc, packed, size)
    yield descriptor
    offset += descriptor.length

    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE(20, 4)
    common(record, 6, crc, packed, size, name.length)
    record.writeUInt32LE(at, 42)
    directory.push(record, name)
  }
  const list = Buffer.concat(directory)
  yield list
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  yield end
}

/** The fields that an entry's head and its record in the directory share. */
function common(into: Buffer, at: number, crc: number, packed: number, size: number, nameLength: number): void {
  into.writeUInt16LE(20, at)
  // bit 3: sizes follow the data; bit 11: names are UTF-8
  into.writeUInt16LE(0x0808, at + 2)
  into.writeUInt16LE(8, at + 4)
  into.writeUInt16LE(0x0021, at + 8)
  sizes(into, at + 10, crc, packed, size)
  into.writeUInt16LE(nameLength, at + 22)
}

function sizes(into: Buffer, at: number, crc: number, packed: number, size: number): void {
  into.writeUInt32LE(crc, at)
  into.writeUInt32LE(packed, at + 4)
  into.writeUInt32LE(size, at + 8)
}

async function* chunked(
  text: Iterable<string> | AsyncIterable<string>,
  seen: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  let held = ''
  const flush = () => {
    const bytes = Buffer.from(held)
    held = ''
    seen(bytes)
    return bytes
  }
  for await (const piece of text) {
    held += piece
    if (held.length >= chunkLength) yield flush()
  }
  if (held !== '') yield flush()
}
