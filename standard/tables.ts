import academicOrigin from './codes/academic_origin.json' with { type: 'json' }
import achievementRole from './codes/achievement_role.json' with { type: 'json' }
import adminRank from './codes/admin_rank.json' with { type: 'json' }
import approvalAction from './codes/approval_action.json' with { type: 'json' }
import artWorkType from './codes/art_work_type.json' with { type: 'json' }
import assessmentResult from './codes/assessment_result.json' with { type: 'json' }
import awardGrade from './codes/award_grade.json' with { type: 'json' }
import awardLevel from './codes/award_level.json' with { type: 'json' }
import awardMethod from './codes/award_method.json' with { type: 'json' }
import awardType from './codes/award_type.json' with { type: 'json' }
import backboneLevel from './codes/backbone_level.json' with { type: 'json' }
import centralDepartment from './codes/central_department.json' with { type: 'json' }
import certificateType from './codes/certificate_type.json' with { type: 'json' }
import concurrentPostCategory from './codes/concurrent_post_category.json' with { type: 'json' }
import concurrentWork from './codes/concurrent_work.json' with { type: 'json' }
import contractStatus from './codes/contract_status.json' with { type: 'json' }
import country from './codes/country.json' with { type: 'json' }
import currentStatusJyt1001 from './codes/current_status_jyt1001.json' with { type: 'json' }
import degree from './codes/degree.json' with { type: 'json' }
import degreeKind from './codes/degree_kind.json' with { type: 'json' }
import degreeLevel from './codes/degree_level.json' with { type: 'json' }
import disciplineField from './codes/discipline_field.json' with { type: 'json' }
import educationLevel from './codes/education_level.json' with { type: 'json' }
import employmentForm from './codes/employment_form.json' with { type: 'json' }
import enterprisePracticeLength from './codes/enterprise_practice_length.json' with { type: 'json' }
import establishmentKind from './codes/establishment_kind.json' with { type: 'json' }
import ethicsResult from './codes/ethics_result.json' with { type: 'json' }
import ethnicity from './codes/ethnicity.json' with { type: 'json' }
import gender from './codes/gender.json' with { type: 'json' }
import grassrootsService from './codes/grassroots_service.json' with { type: 'json' }
import healthStatus from './codes/health_status.json' with { type: 'json' }
import heiCourseType from './codes/hei_course_type.json' with { type: 'json' }
import heiKind from './codes/hei_kind.json' with { type: 'json' }
import honorLevel from './codes/honor_level.json' with { type: 'json' }
import honorTitle from './codes/honor_title.json' with { type: 'json' }
import idDocumentType from './codes/id_document_type.json' with { type: 'json' }
import insuranceFund from './codes/insurance_fund.json' with { type: 'json' }
import itAbility from './codes/it_ability.json' with { type: 'json' }
import language from './codes/language.json' with { type: 'json' }
import languageCertificate from './codes/language_certificate.json' with { type: 'json' }
import leaveReason from './codes/leave_reason.json' with { type: 'json' }
import mandarinLevel from './codes/mandarin_level.json' with { type: 'json' }
import maritalStatus from './codes/marital_status.json' with { type: 'json' }
import masteryLevel from './codes/mastery_level.json' with { type: 'json' }
import movementType from './codes/movement_type.json' with { type: 'json' }
import orgLevel from './codes/org_level.json' with { type: 'json' }
import organizerType from './codes/organizer_type.json' with { type: 'json' }
import overseasCompatriot from './codes/overseas_compatriot.json' with { type: 'json' }
import paperIndex from './codes/paper_index.json' with { type: 'json' }
import paperRole from './codes/paper_role.json' with { type: 'json' }
import patentType from './codes/patent_type.json' with { type: 'json' }
import personnelLevelTitle from './codes/personnel_level_title.json' with { type: 'json' }
import personnelStatus from './codes/personnel_status.json' with { type: 'json' }
import politicalStatus from './codes/political_status.json' with { type: 'json' }
import postCategory from './codes/post_category.json' with { type: 'json' }
import postGrade from './codes/post_grade.json' with { type: 'json' }
import problemDataType from './codes/problem_data_type.json' with { type: 'json' }
import projectSource from './codes/project_source.json' with { type: 'json' }
import projectType from './codes/project_type.json' with { type: 'json' }
import province from './codes/province.json' with { type: 'json' }
import psychologyTeacher from './codes/psychology_teacher.json' with { type: 'json' }
import publicFundedNormal from './codes/public_funded_normal.json' with { type: 'json' }
import punishmentReason from './codes/punishment_reason.json' with { type: 'json' }
import punishmentType from './codes/punishment_type.json' with { type: 'json' }
import qualificationRegisterResult from './codes/qualification_register_result.json' with { type: 'json' }
import qualificationSubject from './codes/qualification_subject.json' with { type: 'json' }
import rank from './codes/rank.json' with { type: 'json' }
import recordStatus from './codes/record_status.json' with { type: 'json' }
import rotationType from './codes/rotation_type.json' with { type: 'json' }
import schoolIdCategory from './codes/school_id_category.json' with { type: 'json' }
import schoolPostHei from './codes/school_post_hei.json' with { type: 'json' }
import schoolPostK12 from './codes/school_post_k12.json' with { type: 'json' }
import schoolType from './codes/school_type.json' with { type: 'json' }
import schoolTypeJyt1001 from './codes/school_type_jyt1001.json' with { type: 'json' }
import semesterHei from './codes/semester_hei.json' with { type: 'json' }
import semesterK12 from './codes/semester_k12.json' with { type: 'json' }
import specialOtherWork from './codes/special_other_work.json' with { type: 'json' }
import staffCategory from './codes/staff_category.json' with { type: 'json' }
import staffCategoryKindergarten from './codes/staff_category_kindergarten.json' with { type: 'json' }
import staffSource from './codes/staff_source.json' with { type: 'json' }
import staffSourceHei from './codes/staff_source_hei.json' with { type: 'json' }
import staffSourceJyt1001 from './codes/staff_source_jyt1001.json' with { type: 'json' }
import staffSourceKindergarten from './codes/staff_source_kindergarten.json' with { type: 'json' }
import studentCompetitionRole from './codes/student_competition_role.json' with { type: 'json' }
import studyMode from './codes/study_mode.json' with { type: 'json' }
import studyOrgType from './codes/study_org_type.json' with { type: 'json' }
import subjectK12 from './codes/subject_k12.json' with { type: 'json' }
import subjectSpecial from './codes/subject_special.json' with { type: 'json' }
import supervisorType from './codes/supervisor_type.json' with { type: 'json' }
import talentProject from './codes/talent_project.json' with { type: 'json' }
import teacherChangeTypeStat from './codes/teacher_change_type_stat.json' with { type: 'json' }
import teacherQualificationType from './codes/teacher_qualification_type.json' with { type: 'json' }
import teachingStage from './codes/teaching_stage.json' with { type: 'json' }
import teachingStatus from './codes/teaching_status.json' with { type: 'json' }
import technicalTitle from './codes/technical_title.json' with { type: 'json' }
import trainingContentType from './codes/training_content_type.json' with { type: 'json' }
import trainingLevel from './codes/training_level.json' with { type: 'json' }
import trainingMode from './codes/training_mode.json' with { type: 'json' }
import trainingResult from './codes/training_result.json' with { type: 'json' }
import trainingTarget from './codes/training_target.json' with { type: 'json' }
import unitNature from './codes/unit_nature.json' with { type: 'json' }
import urbanRural from './codes/urban_rural.json' with { type: 'json' }
import userRole from './codes/user_role.json' with { type: 'json' }
import vocationalCourseType from './codes/vocational_course_type.json' with { type: 'json' }
import vocationalDiscipline from './codes/vocational_discipline.json' with { type: 'json' }
import workType from './codes/work_type.json' with { type: 'json' }
import yesNo from './codes/yes_no.json' with { type: 'json' }
import type { CodeTable } from './indicator.ts'

/**
 * All code tables, for the server; the browser is sent those that its profile uses. Each file of `codes/` names its
 * GB/T or JY/T number and how sure the project is of it.
 *
 * TypeScript widens a JSON module's rows to a union of their shapes, so the boundary is crossed once, here;
 * tables.test.ts checks the shape of every row.
 */
export const codeTables = [
  academicOrigin,
  achievementRole,
  adminRank,
  approvalAction,
  artWorkType,
  assessmentResult,
  awardGrade,
  awardLevel,
  awardMethod,
  awardType,
  backboneLevel,
  centralDepartment,
  certificateType,
  concurrentPostCategory,
  concurrentWork,
  contractStatus,
  country,
  currentStatusJyt1001,
  degree,
  degreeKind,
  degreeLevel,
  disciplineField,
  educationLevel,
  employmentForm,
  enterprisePracticeLength,
  establishmentKind,
  ethicsResult,
  ethnicity,
  gender,
  grassrootsService,
  healthStatus,
  heiCourseType,
  heiKind,
  honorLevel,
  honorTitle,
  idDocumentType,
  insuranceFund,
  itAbility,
  language,
  languageCertificate,
  leaveReason,
  mandarinLevel,
  maritalStatus,
  masteryLevel,
  movementType,
  orgLevel,
  organizerType,
  overseasCompatriot,
  paperIndex,
  paperRole,
  patentType,
  personnelLevelTitle,
  personnelStatus,
  politicalStatus,
  postCategory,
  postGrade,
  problemDataType,
  projectSource,
  projectType,
  province,
  psychologyTeacher,
  publicFundedNormal,
  punishmentReason,
  punishmentType,
  qualificationRegisterResult,
  qualificationSubject,
  rank,
  recordStatus,
  rotationType,
  schoolIdCategory,
  schoolPostHei,
  schoolPostK12,
  schoolType,
  schoolTypeJyt1001,
  semesterHei,
  semesterK12,
  specialOtherWork,
  staffCategory,
  staffCategoryKindergarten,
  staffSource,
  staffSourceHei,
  staffSourceJyt1001,
  staffSourceKindergarten,
  studentCompetitionRole,
  studyMode,
  studyOrgType,
  subjectK12,
  subjectSpecial,
  supervisorType,
  talentProject,
  teacherChangeTypeStat,
  teacherQualificationType,
  teachingStage,
  teachingStatus,
  technicalTitle,
  trainingContentType,
  trainingLevel,
  trainingMode,
  trainingResult,
  trainingTarget,
  unitNature,
  urbanRural,
  userRole,
  vocationalCourseType,
  vocationalDiscipline,
  workType,
  yesNo,
] as readonly unknown[] as readonly CodeTable[]

const byName = new Map(codeTables.map((table) => [table.name, table]))

/** The table of that name, for instance 'education_level'; a province's own come with its profile (extension.ts, `tablesWith`). */
export function codeTable(name: string): CodeTable | undefined {
  return byName.get(name)
}
