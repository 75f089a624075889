import { Radio } from 'antd'
import { deskApi } from '../../contract/desk.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { Loaded } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'

const fillings = { teachers: '教师本人填报，学校填写其余部分', school: '学校统一填报' }

/** 填报方式: who fills at the school; a choice where the round leaves it to the schools. */
export function FillingCard() {
  const load = useLoad(deskApi.filling, {})
  const choose = useAct(deskApi.chooseFilling)
  const ask = useConfirm()
  const change = (teachersFill: boolean) =>
    ask({
      title: teachersFill ? '改为教师本人填报' : '改为学校统一填报',
      content: teachersFill
        ? '教师可以登录填写向教师开放的信息，提交学校核对。'
        : '教师本人不再填报，已填的内容保留，由学校信息管理员继续填写。教师会看到由谁填报。',
      ok: teachersFill ? '改为教师本人填报' : '改为学校统一填报',
      act: () => choose.mutateAsync({ body: { teachersFill } }),
      done: '填报方式已更改',
    })
  return (
    <section className="xt-card" aria-label="填报方式">
      <h2>填报方式</h2>
      <Loaded load={load}>
        {(data) => (
          <>
            {data.mayChoose ? (
              <Radio.Group
                aria-label="填报方式"
                value={data.teachersFill}
                onChange={(event) => change(event.target.value === true)}
                options={[
                  { value: true, label: fillings.teachers },
                  { value: false, label: fillings.school },
                ]}
              />
            ) : (
              <p>{fillings[data.teachersFill ? 'teachers' : 'school']}</p>
            )}
            <p className="xt-quiet">
              {data.why}
              {data.by && data.since && `（${data.by}，${moment(data.since)}）`}。
              {data.mayChoose ? '本次采集由学校选择填报方式。' : '需要改变的，请联系主管部门。'}
            </p>
          </>
        )}
      </Loaded>
    </section>
  )
}
