import { type ReactElement, useEffect, useState } from 'react'
import type { StoredFile } from '../../../contract/file.ts'
import type { ProfileField } from '../../../standard/indicator.ts'
import { Chooser, sayingWhy, Trouble } from './Chooser.tsx'
import './files.css'
import { Pick } from './Pick.tsx'
import { attachmentFile } from './picture.ts'
import { describeFile, knownFile, saveFile, sendFile, sizeWords } from './transfer.ts'

export interface FileFieldProps {
  /** for the label's htmlFor */
  id?: string
  describedBy?: string
  teacherId: string
  /** the subset's name */
  subset: string
  field: Pick<ProfileField, 'name' | 'label' | 'maxKb'>
  /** the id of a stored file */
  value: string | undefined
  /** the new id, or undefined when the file was taken out; the row is saved by the form around it */
  onChange?: (fileId: string | undefined) => void
  readOnly?: boolean
}

/** One attachment (type 'file'): name and size, 下载, 更换, 删除; uploads as soon as a file is chosen. No antd inside. */
export function FileField(props: FileFieldProps): ReactElement | null {
  const { id, describedBy, teacherId, subset, field, value, onChange, readOnly } = props
  const [done, setDone] = useState<number | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  const info = useDescription(teacherId, value)
  const say = sayingWhy(setWhy)

  const send = (chosen: File) =>
    say(async () => {
      setDone(0)
      try {
        const stored = await sendFile({ teacherId, subset, field: field.name }, await attachmentFile(chosen), setDone)
        onChange?.(stored.fileId)
      } finally {
        setDone(null)
      }
    })
  const chooser = (words: string) => (
    <Chooser
      {...{ id, describedBy, words }}
      label={field.label}
      accept="image/*,.pdf,application/pdf"
      onFile={(file) => void send(file)}
    />
  )

  if (readOnly && value === undefined) return null
  return (
    <div className="xt-file">
      {value !== undefined && (
        <span className="xt-file-name">
          {info?.name ?? field.label}
          {info && <small>（{sizeWords(info.size)}）</small>}
        </span>
      )}
      {done !== null && (
        <span className="xt-file-progress" role="status">
          <progress max={1} value={done} aria-label={`${field.label}上传进度`} />
          {done < 1 ? `正在上传 ${Math.floor(done * 100)}%` : '正在检查文件…'}
        </span>
      )}
      {done === null && (
        <span className="xt-file-acts">
          {value !== undefined && (
            <button type="button" className="xt-file-button" onClick={() => void say(() => saveFile(teacherId, value))}>
              下载
            </button>
          )}
          {!readOnly && chooser(value === undefined ? '选择文件' : '更换')}
          {!readOnly && value === undefined && (
            <Pick teacherId={teacherId} label={field.label} onPick={(fileId) => onChange?.(fileId)} onWhy={setWhy} />
          )}
          {!readOnly && value !== undefined && (
            <button type="button" className="xt-file-button xt-file-remove" onClick={() => onChange?.(undefined)}>
              删除
            </button>
          )}
        </span>
      )}
      {!readOnly && value === undefined && done === null && (
        <small className="xt-file-hint">PDF、JPG 或 PNG，不超过 10 MB；手机可直接拍照</small>
      )}
      <Trouble why={why} />
    </div>
  )
}

function useDescription(teacherId: string, fileId: string | undefined): StoredFile | undefined {
  const [, setTold] = useState<string>()
  useEffect(() => {
    if (fileId === undefined || knownFile(fileId)) return
    let here = true
    // without a description the file can still be downloaded
    describeFile(teacherId, fileId).then(
      () => here && setTold(fileId),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [teacherId, fileId])
  return fileId === undefined ? undefined : knownFile(fileId)
}
