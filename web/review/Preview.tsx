import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { fetchFile, saveFile } from '../platform/files/transfer.ts'
import { Loading, sentenceOf } from '../platform/Page.tsx'

export interface Evidence {
  teacherId: string
  fileId: string
  label: string
}

/** An attachment beside the record: a picture is shown here; a PDF opens in a window of its own, for no page of ours may hold a foreign document. */
export function Preview({ of, onClose }: { of: Evidence | null; onClose: () => void }) {
  const [shown, setShown] = useState<{ url: string; picture: boolean } | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  useEffect(() => {
    if (!of) return
    let url: string | null = null
    let gone = false
    setShown(null)
    setWhy(null)
    fetchFile(of.teacherId, of.fileId).then(
      (blob) => {
        if (gone) return
        url = URL.createObjectURL(blob)
        setShown({ url, picture: blob.type.startsWith('image/') })
      },
      (error: unknown) => !gone && setWhy(sentenceOf(error)),
    )
    return () => {
      gone = true
      if (url) URL.revokeObjectURL(url)
    }
  }, [of])
  return (
    <Modal
      open={of !== null}
      title={of?.label}
      width={900}
      onCancel={onClose}
      footer={
        <>
          {of && <Button onClick={() => void saveFile(of.teacherId, of.fileId)}>下载</Button>}
          <Button type="primary" autoFocus onClick={onClose}>
            关闭
          </Button>
        </>
      }
      destroyOnHidden
    >
      {why !== null ? (
        <p role="alert">{why}</p>
      ) : shown === null ? (
        <Loading />
      ) : shown.picture ? (
        <img className="xt-evidence" src={shown.url} alt={of?.label ?? '附件'} />
      ) : (
        <p>
          这份附件是 PDF 文档。
          <a href={shown.url} target="_blank" rel="noreferrer">
            在新窗口中查看
          </a>
        </p>
      )}
    </Modal>
  )
}
