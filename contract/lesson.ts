import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const LessonStep = z.object({
  title: z.string(),
  /** what to do, in the words of the manual */
  text: z.string(),
  /** the path of the page where it is done */
  to: z.string(),
  /** found in the data, never ticked by hand */
  done: z.boolean(),
})
export type LessonStep = z.infer<typeof LessonStep>

/** 学习: what a post practises in the practice environment (演练环境). Outside of it there are no lessons. */
export const lessonApi = {
  read: endpoint({
    method: 'GET',
    path: '/lessons',
    summary: '本岗位的练习，做到哪一步',
    permission: 'lesson.read',
    returns: z.object({
      /** the manual's name of the post */
      title: z.string(),
      steps: z.array(LessonStep),
      /** when the practice environment was filled */
      since: z.iso.datetime(),
      can: z.array(z.enum(['reset'])),
    }),
  }),
  reset: endpoint({
    method: 'POST',
    path: '/lessons/reset',
    summary: '恢复演练环境：清空，并重新填充虚构的人员',
    permission: 'practice.reset',
    fresh: true,
    body: z.object({ reason: z.string().trim().min(2, '请写明原因').max(200) }),
    returns: z.object({
      /** about how long nobody can work */
      seconds: z.number().int(),
    }),
  }),
}
