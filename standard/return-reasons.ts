/** A usual reason of return (退回理由): everywhere, for a subset, or for one of its fields. */
export interface NationalReason {
  readonly text: string
  readonly subset?: string
  readonly field?: string
}

/** The ones that every desk has, the most usual first; a unit adds its own (docs/domain/review.md). Words of people who review: short, and saying what to do. */
export const nationalReasons: readonly NationalReason[] = [
  { text: '与证件不符' },
  { text: '缺少证明材料' },
  { text: '时间有误' },
  { text: '填写不全' },
  { text: '证明材料不清晰，请重新上传' },
  { text: '与档案记载不一致' },
  { text: '代码选择有误' },
  { text: '单位名称应填写全称' },
  { text: '重复填报' },
  { text: '照片不符合要求', subset: 'basic_info', field: 'photo' },
  { text: '姓名应与身份证件一致，不填曾用名', subset: 'basic_info', field: 'name' },
  { text: '出生日期与证件不一致，请附档案认定材料', subset: 'basic_info', field: 'birth_date' },
  { text: '参加工作年月与档案不一致', subset: 'basic_info', field: 'work_start_month' },
  { text: '进本校年月早于参加工作年月', subset: 'basic_info', field: 'school_entry_month' },
  { text: '院校名称应与毕业证书一致', subset: 'education_history', field: 'education_org' },
  { text: '毕业年月应与毕业证书一致', subset: 'education_history', field: 'end_month' },
  { text: '学位与学位证书不一致', subset: 'education_history', field: 'degree' },
  { text: '缺少毕业证书或学位证书', subset: 'education_history', field: 'attachment' },
  { text: '学历层次与证书不一致', subset: 'education_history' },
  { text: '岗位等级与聘任文件不一致', subset: 'post_appointment', field: 'post_grade' },
  { text: '聘任起始年月与聘书不一致', subset: 'post_appointment', field: 'start_month' },
  { text: '缺少聘任文件', subset: 'post_appointment', field: 'attachment' },
  { text: '职称与评审文件不一致', subset: 'title_appointment' },
  { text: '资格证号与证书不一致', subset: 'teacher_qualification' },
  { text: '考核结论与考核文件不一致', subset: 'annual_assessment' },
  { text: '培训学时与结业证明不一致', subset: 'domestic_training' },
  { text: '奖项级别与证书不一致', subset: 'award' },
]

/** A place to which something goes back; null: the whole. */
export interface ReturnPlace {
  subset: string | null
  field: string | null
}

/** Of a library what fits a place, the nearest first: its field, its subset, everywhere; among equals the order given. */
export function reasonsFitting<R extends ReturnPlace>(library: readonly R[], place: ReturnPlace): R[] {
  const near = ({ subset, field }: R) => Number(subset !== null) + Number(field !== null)
  return library
    .filter(
      ({ subset, field }) => (subset === null || subset === place.subset) && (field === null || field === place.field),
    )
    .sort((a, b) => near(b) - near(a))
}
