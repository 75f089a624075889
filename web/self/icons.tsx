import type { ReactElement } from 'react'
import type { Mark } from './standing.ts'

/** Pictures beside words: hidden from screen readers, which read the words. */
const paths = {
  done: 'M4 12.5l5 5L20 6.5',
  fix: 'M12 4v10M12 18.5v1.5',
  todo: 'M12 4a8 8 0 100 16 8 8 0 000-16z',
  optional: 'M12 4a8 8 0 100 16 8 8 0 000-16z',
  locked: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  here: 'M12 4a8 8 0 100 16 8 8 0 000-16zM12 10a2 2 0 100 4 2 2 0 000-4z',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  check: 'M5 4h14v16H5zM8.5 12l2.5 2.5 4.5-5',
  message: 'M4 5h16v11H9l-5 4z',
  history: 'M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4.5l3 2',
} as const

export function Icon({ name }: { name: keyof typeof paths }): ReactElement {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}

export function MarkIcon({ mark }: { mark: Mark }): ReactElement {
  return (
    <span className={`mark mark-${mark}`}>
      <Icon name={mark} />
    </span>
  )
}
