import type { ReactElement } from 'react'
import type { SaveState } from './autosave.ts'
import { clock } from './when.ts'

/** 已保存 10:32, beside the title. */
export function SaveWords({ saved, held }: { saved: SaveState; held: number }): ReactElement {
  return (
    <span className={saved.kind === 'failed' ? 'saved wrong' : 'saved'} role="status">
      {words(saved)}
      {held > 0 && ` ${held} 项填写有误，未保存`}
    </span>
  )
}

function words(saved: SaveState): string {
  switch (saved.kind) {
    case 'untouched':
      return ''
    case 'waiting':
      return '未保存'
    case 'saving':
      return '正在保存…'
    case 'saved':
      return `已保存 ${clock(saved.at)}`
    case 'failed':
      return '没有保存'
  }
}

/** Why a save failed, and what can be done; the form stays as it is. */
export function SaveBar(props: { saved: SaveState; onAgain: () => void; onDrop: () => void }): ReactElement | null {
  if (props.saved.kind !== 'failed') return null
  return (
    <div className="banner banner-fix banner-low" role="alert">
      <p>没有保存：{props.saved.why}。填写的内容还在本页。</p>
      <button type="button" className="button" onClick={props.onAgain}>
        再保存一次
      </button>
      <button type="button" className="button" onClick={props.onDrop}>
        放弃修改并返回
      </button>
    </div>
  )
}
