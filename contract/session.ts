import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels, roles } from './policy.ts'
import { Done, Id } from './shape.ts'

/** The version of the privacy notice (隐私告知) that has to be accepted. */
export const noticeVersion = '2026-11'

export const Post = z.object({
  id: Id,
  role: z.enum(roles),
  roleName: z.string(),
  unitId: z.string(),
  unitName: z.string(),
  level: z.enum(levels),
  category: z.string().nullable(),
})
export type Post = z.infer<typeof Post>

export const Me = z.object({
  name: z.string(),
  /** the password must be set before anything else is open */
  mustSetPassword: z.boolean(),
  noticeVersion: z.string(),
  post: Post.nullable(),
  posts: z.array(Post),
  /** actions of the policy table this post may do somewhere; menus are drawn from it */
  can: z.array(z.string()),
  practice: z.boolean(),
  today: z.string(),
  lastLoginAt: z.string().nullable(),
})
export type Me = z.infer<typeof Me>

export const sessionApi = {
  login: endpoint({
    method: 'POST',
    path: '/session',
    summary: '登录：账号与密码，或账号与激活码',
    permission: 'public',
    body: z.object({ login: z.string().min(1).max(64), secret: z.string().min(1).max(128) }),
    returns: Me,
  }),
  /** Whom the session belongs to; `null` when nobody is signed in. */
  me: endpoint({ method: 'GET', path: '/session', summary: '当前登录', permission: 'public', returns: Me.nullable() }),
  logout: endpoint({
    method: 'POST',
    path: '/session/end',
    summary: '退出登录',
    permission: 'signed-in',
    returns: Done,
  }),
  setPassword: endpoint({
    method: 'POST',
    path: '/session/password',
    summary: '设置自己的密码并确认隐私告知',
    permission: 'signed-in',
    body: z.object({ password: z.string().min(1).max(128), notice: z.string().max(20) }),
    returns: Me,
  }),
  switchPost: endpoint({
    method: 'POST',
    path: '/session/post',
    summary: '切换岗位',
    permission: 'signed-in',
    body: z.object({ postId: Id }),
    returns: Me,
  }),
}
