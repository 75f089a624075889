import { useEffect, useRef } from 'react'

export type Keys = Record<string, (event: KeyboardEvent) => void>

/**
 * Keys of a page, by name: 'j', 'Shift+A', 'Ctrl+K', 'Enter', '?'. Letters count small without Shift. Nothing happens while somebody types or an input method
 * composes, nor under an open dialog; names with Ctrl work in fields too. `on: false` switches all off.
 */
export function useKeys(keys: Keys, on = true): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!on) return
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return
      const command = event.ctrlKey || event.metaKey
      if (!command && (typing(event.target) || behindDialog(event.target))) return
      const act = latest.current[nameOf(event)]
      if (!act) return
      event.preventDefault()
      act(event)
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [on])
}

function nameOf(event: KeyboardEvent): string {
  const letter = /^[a-z]$/i.test(event.key)
  const command = event.ctrlKey || event.metaKey ? 'Ctrl+' : ''
  if (!letter) return `${command}${event.key}`
  if (command) return `Ctrl+${event.key.toUpperCase()}`
  return event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key.toLowerCase()
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
}

function behindDialog(target: EventTarget | null): boolean {
  const dialog = document.querySelector('.ant-modal-wrap:not([style*="display: none"]) [role="dialog"]')
  return dialog !== null && !(target instanceof Node && dialog.contains(target) && dialog.hasAttribute('data-keys'))
}
