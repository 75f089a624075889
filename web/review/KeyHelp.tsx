import { Button, Modal } from 'antd'

const keys: [key: string, what: string][] = [
  ['J 或 ↓', '下一人'],
  ['K 或 ↑', '上一人'],
  ['A', '通过（签字），接着打开下一人'],
  ['R', '退回：数字选哪一项（0 整体），数字选原因（0 自己写，9 条一页），Enter 退回'],
  ['S', '跳过（留待以后），接着打开下一人'],
  ['U', '撤销对这个人的标记'],
  ['X', '选中或取消选中'],
  ['E', '展开、收起没有变化的项'],
  ['C', '只看退回后改动的项'],
  ['[ 和 ]', '上一个、下一个变更项'],
  ['空格', '查看附件'],
  ['Shift+A', '选中的（没有选中时为其余全部）一并通过'],
  ['Ctrl+Enter', '提交决定'],
  ['?', '按键说明'],
]

export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal
      open={open}
      title="按键"
      footer={
        <Button type="primary" onClick={onClose}>
          知道了
        </Button>
      }
      onCancel={onClose}
    >
      <table className="xt-key-help">
        <tbody>
          {keys.map(([key, what]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="xt-quiet">正在输入文字或拼音时按键不起作用；每个按键都有对应的按钮。</p>
    </Modal>
  )
}
