import { type ReactElement, useEffect, useState } from 'react'
import { Chooser, sayingWhy, Trouble } from './Chooser.tsx'
import { Crop } from './Crop.tsx'
import type { FileFieldProps } from './FileField.tsx'
import './files.css'
import { isLargeEnough, leastPhoto } from './photo.ts'
import { openPicture, type Picture } from './picture.ts'
import { fetchFile, saveFile, sendFile } from './transfer.ts'

/** The photo (type 'image'): any picture is cropped to 26 mm × 32 mm and compressed here, then uploaded. No antd inside. */
export function PhotoField(props: FileFieldProps): ReactElement | null {
  const { id, describedBy, teacherId, subset, field, value, onChange, readOnly } = props
  const [picture, setPicture] = useState<Picture | null>(null)
  const [sending, setSending] = useState(false)
  const [why, setWhy] = useState<string | null>(null)
  const say = sayingWhy(setWhy)
  useEffect(() => () => picture?.close(), [picture])

  const choose = (file: File) =>
    say(async () => {
      const opened = await openPicture(file)
      if (isLargeEnough(opened.size)) return setPicture(opened)
      opened.close()
      const { width, height } = opened.size
      throw new Error(
        `这张图片只有 ${width}×${height} 像素，至少应为 ${leastPhoto.width}×${leastPhoto.height} 像素，请换一张更清楚的照片`,
      )
    })
  const send = (photo: File) =>
    say(async () => {
      setSending(true)
      try {
        const stored = await sendFile({ teacherId, subset, field: field.name }, photo, () => undefined)
        setPicture(null)
        onChange?.(stored.fileId)
      } finally {
        setSending(false)
      }
    })

  if (readOnly && value === undefined) return null
  if (picture)
    return (
      <div className="xt-file">
        <Crop
          {...{ picture, sending }}
          maxKb={field.maxKb ?? 60}
          onDone={(photo) => void send(photo)}
          onCancel={() => setPicture(null)}
        />
        <Trouble why={why} />
      </div>
    )
  return (
    <div className="xt-file">
      {value === undefined ? (
        <span className="xt-photo xt-photo-none" aria-hidden="true">
          尚无照片
        </span>
      ) : (
        <StoredPhoto {...{ teacherId }} fileId={value} label={field.label} />
      )}
      <span className="xt-file-acts">
        {!readOnly && (
          <Chooser
            {...{ id, describedBy }}
            label={field.label}
            words={value === undefined ? '拍照或选择照片' : '更换照片'}
            accept="image/*"
            onFile={(file) => void choose(file)}
          />
        )}
        {value !== undefined && (
          <button type="button" className="xt-file-button" onClick={() => void say(() => saveFile(teacherId, value))}>
            下载
          </button>
        )}
        {!readOnly && value !== undefined && (
          <button type="button" className="xt-file-button xt-file-remove" onClick={() => onChange?.(undefined)}>
            删除
          </button>
        )}
      </span>
      <Trouble why={why} />
    </div>
  )
}

/** A stored photo as a picture. Each showing is a reading that the server writes down. */
export function StoredPhoto(props: { teacherId: string; fileId: string; label: string }): ReactElement {
  const { teacherId, fileId, label } = props
  const [address, setAddress] = useState<string | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  useEffect(() => {
    let made: string | null = null
    let here = true
    setAddress(null)
    setWhy(null)
    fetchFile(teacherId, fileId).then(
      (blob) => {
        if (!here) return
        made = URL.createObjectURL(blob)
        setAddress(made)
      },
      (error: unknown) => here && setWhy(error instanceof Error ? error.message : '照片没有读到'),
    )
    return () => {
      here = false
      if (made !== null) URL.revokeObjectURL(made)
    }
  }, [teacherId, fileId])
  if (why !== null) return <Trouble why={why} />
  if (address === null)
    return (
      <span className="xt-photo xt-photo-none" role="status">
        正在读取…
      </span>
    )
  return <img className="xt-photo" src={address} alt={label} width={130} height={160} />
}
