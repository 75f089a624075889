import { App } from 'antd'

/** Asks whether unsaved changes of a form may be given up; true when they may. */
export function useAskToLeave(): (label: string) => Promise<boolean> {
  const { modal } = App.useApp()
  return (label) =>
    new Promise((resolve) => {
      modal.confirm({
        title: `“${label}”有尚未保存的修改`,
        content: '离开后这些修改不会保留。',
        okText: '放弃修改',
        cancelText: '继续填写',
        okButtonProps: { danger: true },
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      })
    })
}
