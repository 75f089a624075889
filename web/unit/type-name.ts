import { schoolTypes } from '../../standard/school-type.ts'

const names = new Map<string, string>(schoolTypes.map(({ code, name }) => [code, name]))

/** 办学类型 with its code: “411 大学”. */
export const typeName = (code: string): string => (names.has(code) ? `${code} ${names.get(code)}` : code)
