import type { ReactElement } from 'react'
import { Icon } from './icons.tsx'
import type { Station } from './standing.ts'

/** Where the ball is: the stations from the form to effect. */
export function Way({ stations }: { stations: readonly Station[] }): ReactElement {
  return (
    <section className="card" aria-labelledby="way">
      <h2 id="way">进度</h2>
      <ol className="way">
        {stations.map((station) => (
          <li
            key={station.name}
            className={`station-${station.state}`}
            aria-current={station.state === 'here' ? 'step' : undefined}
          >
            <Icon name={station.state === 'done' ? 'done' : station.state === 'here' ? 'here' : 'todo'} />
            <span>
              {station.name}
              <span className="unseen">{{ done: '，已完成', here: '，进行中', ahead: '，未到' }[station.state]}</span>
              {station.who && <small>{station.who}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
