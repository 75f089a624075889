import type { Subset } from './indicator.ts'
import { annualAssessment } from './subsets/annual-assessment.ts'
import { artisticWork } from './subsets/artistic-work.ts'
import { award } from './subsets/award.ts'
import { basicInfo } from './subsets/basic-info.ts'
import { contact } from './subsets/contact.ts'
import { creditAccount } from './subsets/credit-account.ts'
import { domesticTraining } from './subsets/domestic-training.ts'
import { educationHistory } from './subsets/education-history.ts'
import { ethicsRecord } from './subsets/ethics-record.ts'
import { medicalCertificate } from './subsets/medical-certificate.ts'
import { overseasStudy } from './subsets/overseas-study.ts'
import { paper } from './subsets/paper.ts'
import { patent } from './subsets/patent.ts'
import { postAppointment } from './subsets/post-appointment.ts'
import { publication } from './subsets/publication.ts'
import { remuneration } from './subsets/remuneration.ts'
import { report } from './subsets/report.ts'
import { researchProject } from './subsets/research-project.ts'
import { rotation } from './subsets/rotation.ts'
import { skillCertificate } from './subsets/skill-certificate.ts'
import { standard } from './subsets/standard.ts'
import { studentAward } from './subsets/student-award.ts'
import { talentProject } from './subsets/talent-project.ts'
import { teacherQualification } from './subsets/teacher-qualification.ts'
import { teaching } from './subsets/teaching.ts'
import { titleAppointment } from './subsets/title-appointment.ts'
import { workHistory } from './subsets/work-history.ts'

/** 信息子集, in printed order: 300 indicators in 27 subsets. */
export const subsets = [
  basicInfo,
  educationHistory,
  workHistory,
  postAppointment,
  titleAppointment,
  remuneration,
  annualAssessment,
  teacherQualification,
  ethicsRecord,
  teaching,
  researchProject,
  publication,
  paper,
  award,
  artisticWork,
  patent,
  report,
  medicalCertificate,
  standard,
  studentAward,
  talentProject,
  domesticTraining,
  overseasStudy,
  skillCertificate,
  rotation,
  contact,
  creditAccount,
] as const satisfies readonly Subset[]

type AnySubset = (typeof subsets)[number]
export type SubsetName = AnySubset['name']
/** Field names of one subset: FieldName<'contact'> is 'address' | 'phone' | … */
export type FieldName<S extends SubsetName> = Extract<AnySubset, { name: S }>['fields'][number]['name']
