import { Link, useLocation } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { AskForm } from '../help/AskForm.tsx'
import { useCan, useMe } from '../platform/me.ts'

/** What everybody asks first, on one card. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const me = useMe()
  const can = useCan()
  const { pathname } = useLocation()
  return (
    <Drawer open={open} onClose={onClose} title="帮助" size={420}>
      <div className="xt-help">
        <h2>查找</h2>
        <p>
          任何页面按 <kbd>Ctrl</kbd>+<kbd>K</kbd>
          ，输入教师姓名、单位名称或代码、菜单名称（或拼音首字母，如 jsmc），回车打开第一项。
        </p>
        <h2>信息怎样生效</h2>
        <ol>
          <li>教师本人填报，或学校信息管理员录入、批量导入。</li>
          <li>完整性检测没有问题后，学校信息管理员核对并送负责人。</li>
          <li>学校负责人审核签字，信息管理员报送主管部门。</li>
          <li>主管部门审核：通过后生效；有问题的退回，原因标在对应的指标上。</li>
        </ol>
        <h2>指标是什么意思</h2>
        <p>
          每项指标的含义、由谁填写、谁能看到，见
          <Link to="/dictionary" onClick={onClose}>
            指标字典
          </Link>
          。
        </p>
        {can('help.ask') && (
          <>
            <h2>求助</h2>
            <AskForm page={pathname} onDone={onClose} />
            <p>
              <Link to="/help" onClick={onClose}>
                查看我的求助
              </Link>
            </p>
          </>
        )}
        <h2>遇到问题</h2>
        <p>
          您现在的岗位是“{me.post.unitName} ·{me.post.roleName}
          ”。看不到需要的菜单，请先在右上角切换岗位；仍不能办理的，联系本单位系统管理员。
        </p>
        <h2>键盘</h2>
        <p>
          <kbd>Ctrl</kbd>+<kbd>K</kbd> 查找；<kbd>F1</kbd> 帮助；<kbd>Tab</kbd> 到下一处，<kbd>Enter</kbd> 执行，
          <kbd>Esc</kbd> 关闭。正在输入文字时，单键快捷键不起作用。
        </p>
      </div>
    </Drawer>
  )
}
