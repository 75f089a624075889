import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { BoxFile } from '../../contract/file.ts'
import { Chooser } from '../platform/files/Chooser.tsx'
import { attachmentFile } from '../platform/files/picture.ts'
import { forget, saveFile, sendFile, sizeWords } from '../platform/files/transfer.ts'
import { api, sentenceOf } from './api.ts'
import { Loading, Refused } from './faces.tsx'
import { useHouse } from './house.ts'
import { Shell } from './Shell.tsx'
import { dayOf } from './when.ts'

/** 材料袋: every certificate once, and the rows that name it. */
export function BoxPage(): ReactElement {
  const { me, view } = useHouse()
  const [files, setFiles] = useState<readonly BoxFile[] | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  const [done, setDone] = useState<number | null>(null)
  const load = useCallback(() => {
    api.files(view.id).then(
      (answer) => setFiles(answer.files),
      (error: unknown) => setWhy(sentenceOf(error)),
    )
  }, [view.id])
  useEffect(load, [load])
  const run = async (deed: () => Promise<unknown>): Promise<void> => {
    setWhy(null)
    try {
      await deed()
      load()
    } catch (error) {
      setWhy(error instanceof Error ? error.message : sentenceOf(error))
    } finally {
      setDone(null)
    }
  }
  const put = (chosen: File) =>
    run(async () => {
      setDone(0)
      await sendFile({ teacherId: view.id }, await attachmentFile(chosen), setDone)
    })
  const drop = (file: BoxFile) =>
    run(async () => {
      await api.removeFile(view.id, file.fileId)
      forget(file.fileId)
    })
  return (
    <Shell me={me} title="材料袋" back={{ page: 'home' }}>
      <p className="quiet">证书、证明拍照或选择一次，填写各项信息时直接选用，不用重复上传。</p>
      {why && <Refused why={why} again={load} />}
      <div className="bottom">
        {done === null ? (
          <Chooser
            label="材料"
            words="拍照或选择文件"
            accept="image/*,.pdf,application/pdf"
            main
            onFile={(file) => void put(file)}
          />
        ) : (
          <progress max={1} value={done} aria-label="上传进度" />
        )}
      </div>
      {!files && !why && <Loading />}
      {files?.length === 0 && (
        <div className="card face">
          <p>还没有材料</p>
        </div>
      )}
      {files && files.length > 0 && (
        <ul className="card lines">
          {files.map((file) => (
            <FileLine
              key={file.fileId}
              file={file}
              onSave={() => void run(() => saveFile(view.id, file.fileId))}
              onDrop={() => void drop(file)}
            />
          ))}
        </ul>
      )}
    </Shell>
  )
}

function FileLine(props: { file: BoxFile; onSave: () => void; onDrop: () => void }): ReactElement {
  const { file } = props
  const { profile } = useHouse()
  const [asking, setAsking] = useState(false)
  const labels = [
    ...new Set(file.uses.map(({ subset }) => profile.subsets.find((each) => each.name === subset)?.label)),
  ]
  return (
    <li className="file-line">
      <span className="line-words">
        {file.name}
        <small>
          {sizeWords(file.size)}，{dayOf(file.at)}
          {labels.length > 0 ? `，用于${labels.filter(Boolean).join('、')}` : '，没有用到'}
        </small>
      </span>
      <span className="file-acts">
        <button type="button" className="link" onClick={props.onSave} aria-label={`下载 ${file.name}`}>
          下载
        </button>
        {file.uses.length === 0 && (
          <button
            type="button"
            className="link"
            aria-label={`${asking ? '确定删除' : '删除'} ${file.name}`}
            onBlur={() => setAsking(false)}
            onClick={() => (asking ? props.onDrop() : setAsking(true))}
          >
            {asking ? '确定删除' : '删除'}
          </button>
        )}
      </span>
    </li>
  )
}
