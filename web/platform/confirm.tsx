import { App } from 'antd'
import type { ReactNode } from 'react'
import { sentenceOf } from './faces.tsx'

export interface Asked {
  /** what and how many: “报送 23 人” */
  title: string
  /** what follows from it, and whether it can be taken back */
  content?: ReactNode
  /** the verb again, with its number: “报送 23 人” */
  ok: string
  danger?: boolean
  act: () => Promise<unknown>
  /** said in passing when it is done: “已报送 23 人” */
  done?: string
}

/** Asks before something is decided, saying what and how many; a refusal is told and leaves the question open. */
export function useConfirm(): (asked: Asked) => void {
  const { modal, message } = App.useApp()
  return (asked) => {
    modal.confirm({
      title: asked.title,
      content: asked.content,
      okText: asked.ok,
      cancelText: '取消',
      autoFocusButton: 'ok',
      ...(asked.danger && { okButtonProps: { danger: true } }),
      onOk: async () => {
        try {
          await asked.act()
          if (asked.done) void message.success(asked.done)
        } catch (refusal) {
          void message.error(sentenceOf(refusal), 6)
          throw refusal
        }
      },
    })
  }
}
