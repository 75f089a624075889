/** 大字: the whole page a quarter larger, kept for this browser. Nothing else is ever kept in it. */
const key = 'xt-large'

export const isLarge = (): boolean => read() === '1'

export function setLarge(on: boolean): void {
  try {
    localStorage.setItem(key, on ? '1' : '0')
  } catch {
    // storage may be closed by the browser: the choice then lasts as long as the page
  }
  document.documentElement.classList.toggle('xt-large', on)
}

export const applyLarge = (): void => {
  document.documentElement.classList.toggle('xt-large', isLarge())
}

function read(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
