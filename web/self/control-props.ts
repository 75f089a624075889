/** What every input is handed: how it is named for screen readers, what stands in it, and whom it tells. */
export type ControlProps = {
  readonly aria: {
    readonly id: string
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean
    readonly 'aria-required': boolean
  }
  readonly label: string
  readonly labelId: string
  readonly typed: string | undefined
  readonly onType: (text: string, composing: boolean) => void
  readonly onChoose: (value: string | readonly string[] | undefined) => void
  readonly onFocus: () => void
  readonly onLeave: () => void
}
