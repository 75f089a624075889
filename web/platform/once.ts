import { useEffect } from 'react'

/** Warns before a page with something that cannot be shown again is left. */
export function useKeepOpen(on: boolean): void {
  useEffect(() => {
    if (!on) return
    const stop = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', stop)
    return () => window.removeEventListener('beforeunload', stop)
  }, [on])
}

/** While `on`, paper gets only the dialog with rootClassName “xt-print-me”, not the page behind it. */
export function usePrintAlone(on: boolean): void {
  useEffect(() => {
    document.documentElement.classList.toggle('xt-print-alone', on)
    return () => document.documentElement.classList.remove('xt-print-alone')
  }, [on])
}
