import { type ReactElement, useEffect, useState } from 'react'
import type { LessonStep } from '../../contract/lesson.ts'
import { api } from './api.ts'
import { MarkIcon } from './icons.tsx'

/** 学习, in the practice environment: what a teacher practises, and what of it the data show as done. */
export function Lesson(): ReactElement | null {
  const [steps, setSteps] = useState<readonly LessonStep[]>([])
  useEffect(() => {
    // Without an answer there is no lesson: nothing else on the page depends on it.
    api.lesson().then(
      (lesson) => setSteps(lesson.steps),
      () => undefined,
    )
  }, [])
  if (steps.length === 0) return null
  return (
    <section className="card" aria-labelledby="lesson">
      <h2 id="lesson">
        练习：完成 {steps.filter(({ done }) => done).length}/{steps.length}
      </h2>
      <ul className="lines">
        {steps.map(({ title, text, to, done }) => (
          <li key={title}>
            <a className="line" href={to}>
              <MarkIcon mark={done ? 'done' : 'todo'} />
              <span className="line-words">
                {title}
                <small>{done ? '已完成' : text}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
