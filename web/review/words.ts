import type { Role } from '../../contract/policy.ts'

/** What a pass is called at this desk. */
export function passWord(role: Role, step: string | undefined): string {
  if (role === 'head' || step === 'sign') return '签字'
  if (step === 'check') return '核对'
  return step === 'send' ? '报送' : '通过'
}
