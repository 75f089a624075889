import { Component, type ReactNode } from 'react'
import { Refused } from './faces.tsx'

/** What is shown when a page itself breaks: never a blank screen. (React knows boundaries only as classes.) */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children
    return <Refused refusal={this.state.error} again={() => window.location.reload()} />
  }
}
