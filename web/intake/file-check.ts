const largest = 64 * 1024 * 1024

/** Why a file cannot be sent, or null. Told before a single byte goes out; the server looks again, and inside. */
export function whyNotSent(file: { name: string; size: number }): string | null {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? ''
  if (['xls', 'et', 'ett', 'xlsm', 'xlsb', 'ods'].includes(ending))
    return `“${file.name}”是 .${ending} 格式。请在 Excel 或 WPS 中打开，另存为 .xlsx 后再上传。`
  if (ending !== 'xlsx' && ending !== 'csv') return `“${file.name}”不是表格文件。请选择 .xlsx 或 .csv 文件。`
  if (file.size === 0) return `“${file.name}”是空文件。请确认已保存内容后再上传。`
  if (file.size > largest)
    return `“${file.name}”有 ${Math.ceil(file.size / 1024 / 1024)} MB，超过 64 MB 上限。请拆分成几个文件，或删去图片后再上传。`
  return null
}
