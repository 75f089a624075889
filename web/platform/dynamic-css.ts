/**
 * Stands in for the module by which antd's parts write <style> elements at run time, which the Content-Security-Policy forbids (vite.config.ts).
 * Rules of components and tokens are in the static file already and are dropped; the rest (the scroll lock under a dialog) goes into a
 * constructed style sheet, where the browser has them (Chromium ≥ 73, Firefox ≥ 101, Safari ≥ 16.4; without it the page behind a dialog scrolls).
 */
const sheets = new Map<string, CSSStyleSheet>()

interface Options {
  mark?: string
}

export function updateCSS(css: string, key: string, option: Options = {}): HTMLStyleElement {
  const unused = document.createElement('style')
  if (option.mark || !('adoptedStyleSheets' in document)) return unused
  const sheet = sheets.get(key) ?? new CSSStyleSheet()
  sheet.replaceSync(css)
  if (!sheets.has(key)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  sheets.set(key, sheet)
  return unused
}

export function injectCSS(): HTMLStyleElement {
  return document.createElement('style')
}

export function removeCSS(key: string): void {
  const sheet = sheets.get(key)
  if (!sheet) return
  sheets.delete(key)
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
}

export function clearContainerCache(): void {
  sheets.clear()
}
