import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { sayingWhy, Trouble } from './Chooser.tsx'
import { dragged, firstLook, mostZoom, partOf, zoomed } from './photo.ts'
import { drawPhoto, type Picture, photoFile } from './picture.ts'

/** Chooses the part of a picture that becomes the photo: dragging, two fingers, the slider or the arrow keys. What is seen is what is sent. */
export function Crop(props: {
  picture: Picture
  maxKb: number
  sending: boolean
  onDone: (photo: File) => void
  onCancel: () => void
}): ReactElement {
  const { picture, maxKb, sending, onDone, onCancel } = props
  const { size } = picture
  const [look, setLook] = useState(() => firstLook(size))
  const [why, setWhy] = useState<string | null>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const fingers = useRef(new Map<number, { x: number; y: number }>())
  const most = mostZoom(size)
  useEffect(() => {
    if (canvas.current) drawPhoto(canvas.current, picture, partOf(picture.size, look))
  }, [picture, look])
  useEffect(() => canvas.current?.focus({ preventScroll: true }), [])

  const onMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const before = fingers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const [other] = [...fingers.current].filter(([id]) => id !== event.pointerId).map(([, at]) => at)
    fingers.current.set(event.pointerId, now)
    const { width } = event.currentTarget.getBoundingClientRect()
    // of two fingers each moves the picture by half, and their distance is the size
    const share = other ? 2 : 1
    const nearer = other ? distance(now, other) / Math.max(1, distance(before, other)) : 1
    setLook((old) =>
      dragged(
        size,
        zoomed(size, old, old.zoom * nearer),
        (now.x - before.x) / width / share,
        (now.y - before.y) / width / share,
      ),
    )
  }
  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    setLook((old) => dragged(size, old, step[0], step[1]))
  }
  const lift = (event: PointerEvent) => void fingers.current.delete(event.pointerId)
  const use = () =>
    sayingWhy(setWhy)(async () => {
      if (canvas.current) onDone(await photoFile(canvas.current, maxKb))
    })

  return (
    <div className="xt-crop">
      <canvas
        ref={canvas}
        className="xt-crop-frame"
        tabIndex={0}
        role="img"
        aria-label="照片的裁剪范围：拖动照片或用方向键移动，头像应在中间"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
        }}
        onPointerMove={onMove}
        onPointerUp={lift}
        onPointerCancel={lift}
        onKeyDown={onKey}
      />
      <div className="xt-crop-side">
        <small className="xt-file-hint">拖动照片，使头像在中间、头顶留少许空白</small>
        {most > 1 && (
          <label className="xt-crop-zoom">
            缩放
            <input
              type="range"
              min={1}
              max={most}
              step={0.01}
              value={look.zoom}
              onChange={(event) => setLook(zoomed(size, look, Number(event.target.value)))}
            />
          </label>
        )}
        <span className="xt-file-acts">
          <button type="button" className="xt-file-button xt-file-main" disabled={sending} onClick={() => void use()}>
            {sending ? '正在上传…' : '使用这张照片'}
          </button>
          <button type="button" className="xt-file-button" disabled={sending} onClick={onCancel}>
            取消
          </button>
        </span>
        <Trouble why={why} />
      </div>
    </div>
  )
}

const distance = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y)

/** By an arrow key the picture moves a fortieth of the frame. */
const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-0.025, 0],
  ArrowRight: [0.025, 0],
  ArrowUp: [0, -0.025],
  ArrowDown: [0, 0.025],
}
