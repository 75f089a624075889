import { type ReactElement, useState } from 'react'
import type { BoxFile } from '../../../contract/file.ts'
import { documents, sizeWords } from './transfer.ts'

/** 从材料袋选: what was uploaded once is chosen again, for any row. */
export function Pick(props: {
  teacherId: string
  label: string
  onPick: (fileId: string) => void
  onWhy: (why: string | null) => void
}): ReactElement {
  const { teacherId, label, onPick, onWhy } = props
  const [files, setFiles] = useState<readonly BoxFile[] | null>(null)
  const open = async (): Promise<void> => {
    onWhy(null)
    try {
      setFiles(await documents(teacherId))
    } catch (error) {
      onWhy(error instanceof Error ? error.message : '材料袋没有读到，请再试一次')
    }
  }
  if (!files)
    return (
      <button type="button" className="xt-file-button" aria-label={`从材料袋选：${label}`} onClick={() => void open()}>
        从材料袋选
      </button>
    )
  if (files.length === 0) return <small className="xt-file-hint">材料袋里还没有材料</small>
  return (
    <select
      className="xt-file-pick"
      aria-label={`材料袋中的材料：${label}`}
      defaultValue=""
      onChange={(event) => event.target.value && onPick(event.target.value)}
    >
      <option value="">请选择材料</option>
      {files.map((file) => (
        <option key={file.fileId} value={file.fileId}>
          {file.name}（{sizeWords(file.size)}）
        </option>
      ))}
    </select>
  )
}
