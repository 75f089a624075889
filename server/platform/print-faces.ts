import { fileURLToPath } from 'node:url'

const face = (path: string) => fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans-sc/${path}`))

/** The fonts of everything printed: Noto Sans SC 2.004, all 8,105 characters of 通用规范汉字表 and some 20,000 more. */
export const printFaces = {
  regular: face('400Regular/NotoSansSC_400Regular.ttf'),
  bold: face('700Bold/NotoSansSC_700Bold.ttf'),
}
