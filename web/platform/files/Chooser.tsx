import type { ReactElement } from 'react'

/** A button that opens the browser's own choice of a file; on a phone also camera and album. */
export function Chooser(props: {
  id?: string | undefined
  describedBy?: string | undefined
  label: string
  words: string
  accept: string
  main?: boolean
  onFile: (file: File) => void
}): ReactElement {
  const { id, describedBy, label, words, accept, main, onFile } = props
  return (
    <label className={`xt-file-button${main ? ' xt-file-main' : ''}`}>
      {words}
      <input
        id={id}
        type="file"
        className="xt-file-input"
        accept={accept}
        aria-label={`${words}：${label}`}
        aria-describedby={describedBy}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // the same file may be chosen again after a refusal
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </label>
  )
}

/** Why it was not done, in the place where it was tried. */
export function Trouble({ why }: { why: string | null }): ReactElement {
  return (
    <div role="alert" className="xt-file-why">
      {why}
    </div>
  )
}

/** Runs what may fail, and has its sentence said. */
export function sayingWhy(setWhy: (why: string | null) => void): (act: () => Promise<void>) => Promise<void> {
  return async (act) => {
    setWhy(null)
    try {
      await act()
    } catch (error) {
      setWhy(error instanceof Error ? error.message : '没有办成，请再试一次')
    }
  }
}
