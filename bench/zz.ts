import { benchLogin } from './login.ts'
console.log(JSON.stringify(await benchLogin({ accounts: 344, stepMinutes: 60 })))
