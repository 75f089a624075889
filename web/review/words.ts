import type { Role } from '../../contract/policy.ts'

/** What a pass is called at this desk. */
export function passWord(role: Role, step: string | undefined): string {
  if (role === 'head' || step === 'sign') return '签字'
  return step === 'check' ? '核对' : '通过'
}
