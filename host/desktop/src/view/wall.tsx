// A supervisor's picture of now, moved by events alone.
import type {Agent} from '../api/types';
import type {QueueRow} from '../state/state';
import {offered_name} from '../state/select';
import {clock_span, span} from '../text/time';
import {Avatar, ChannelMark} from './bits';
import {to_conversation, useDeskState, useLook, useNow, useTexts} from './context';
import {activity_name} from './rail';

const slow_seconds = 60;

function oldest_of(row: QueueRow, now: number): number | null {
  return row.queue.oldest_seconds === null || row.queue.waiting === 0
    ? null : row.queue.oldest_seconds + Math.max(0, now - row.at) / 1000;
}

export function Wall() {
  const t = useTexts();
  const state = useDeskState();
  const now = useNow();
  const queues = Object.values(state.queues).sort((a, b) => b.queue.waiting - a.queue.waiting || (a.queue.id < b.queue.id ? -1 : 1));
  const agents = Object.values(state.agents)
    .sort((a, b) => Number(b.available) - Number(a.available) || (a.name < b.name ? -1 : 1));
  const waiting = queues.reduce((sum, each) => sum + each.queue.waiting, 0);
  const oldest = queues.reduce<number | null>((most, each) => {
    const age = oldest_of(each, now);
    return age === null ? most : Math.max(most ?? 0, age);
  }, null);
  return (
    <section className="wall" aria-label={t.wall.title} tabIndex={0}>
      <header className="wall-head">
        <h2>{t.wall.title}</h2>
        <dl className="totals" aria-label={t.wall.totals}>
          <div data-alarm={waiting > 0}><dd>{waiting}</dd><dt>{t.wall.total_waiting}</dt></div>
          <div data-alarm={(oldest ?? 0) >= slow_seconds}><dd>{oldest === null ? '–' : clock_span(oldest)}</dd><dt>{t.wall.total_oldest}</dt></div>
          <div><dd>{queues.reduce((sum, each) => sum + each.queue.assigned, 0)}</dd><dt>{t.wall.total_assigned}</dt></div>
          <div><dd>{agents.filter((each) => each.available).length}</dd><dt>{t.wall.total_available}</dt></div>
        </dl>
      </header>
      <div className="wall-grid">
        <div className="wall-column">
          <section className="panel wall-queues" aria-labelledby="wall-queues">
            <h3 id="wall-queues">{t.wall.queues}</h3>
            <Queues all={queues} now={now} />
          </section>
          <section className="panel wall-agents" aria-labelledby="wall-agents">
            <h3 id="wall-agents">{t.wall.agents}</h3>
            {agents.length === 0 && <p className="quiet">{t.wall.no_agents}</p>}
            <ul className="agents">{agents.map((each) => <AgentCard key={each.id} agent={each} now={now} />)}</ul>
          </section>
        </div>
        <div className="wall-column">
          <section className="panel" aria-labelledby="wall-waiting">
            <h3 id="wall-waiting">{t.wall.waiting_tasks}</h3>
            <Waiting now={now} />
          </section>
          <section className="panel" aria-labelledby="wall-channels">
            <h3 id="wall-channels">{t.wall.channels}</h3>
            <ul className="wall-channels">
              {Object.values(state.channels).map((each) => (
                <li key={each.id}>
                  <ChannelMark plugin={each.plugin} /><b>{each.id}</b>
                  <span className="state" data-state={each.state}>{t.wall[each.state]}</span>
                  {each.reason && <small>{each.reason}</small>}
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </section>
  );
}

function Queues({all, now}: {all: readonly QueueRow[]; now: number}) {
  const t = useTexts();
  if (all.length === 0) {
    return <p className="quiet">{t.wall.no_queues}</p>;
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.wall.queue}</th><th scope="col">{t.wall.waiting}</th><th scope="col">{t.wall.oldest}</th>
          <th scope="col">{t.wall.assigned}</th><th scope="col">{t.wall.available}</th>
          <th scope="col"><abbr title={t.wall.service_long}>{t.wall.service}</abbr></th>
        </tr>
      </thead>
      <tbody>
        {all.map((each) => {
          const {queue} = each;
          const oldest = oldest_of(each, now);
          return (
            <tr key={queue.id}>
              <th scope="row">{queue.id}</th>
              <td data-alarm={queue.waiting > 0}>{queue.waiting}</td>
              <td data-alarm={(oldest ?? 0) >= slow_seconds}>{oldest === null ? '–' : clock_span(oldest)}</td>
              <td>{queue.assigned}</td>
              <td>{t.wall.of(queue.available_agents, queue.eligible_agents)}</td>
              <td>{Math.round(queue.service_level * 100)} %</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Waiting({now}: {now: number}) {
  const t = useTexts();
  const state = useDeskState();
  const all = Object.values(state.tasks)
    .filter((each) => each.status === 'pending' || each.status === 'reserved')
    .sort((a, b) => (a.created < b.created ? -1 : 1));
  if (all.length === 0) {
    return <p className="quiet">{t.wall.nobody_waits}</p>;
  }
  return (
    <ul className="wall-waiting">
      {all.slice(0, 12).map((each) => {
        const age = (now - Date.parse(each.created)) / 1000;
        return (
          <li key={each.id}>
            <a href={to_conversation(each.conversation)}>{offered_name(state, each) || t.list.somebody}</a>
            <span className="tag">{each.queue ?? '…'}</span>
            <span className="waiting" data-long={age >= slow_seconds}>{clock_span(age)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function AgentCard({agent, now}: {agent: Agent; now: number}) {
  const t = useTexts();
  const {language} = useLook();
  const used = Object.values(agent.load).reduce((sum, each) => sum + each, 0);
  const most = agent.capacity['default'] ?? 1;
  const since = span((now - Date.parse(agent.activity_since)) / 1000, language);
  return (
    <li className="agent" data-available={agent.available}>
      <Avatar name={agent.name} />
      <span className="agent-who">
        <b>{agent.name}</b>
        <small><i className="dot" data-available={agent.available} aria-hidden="true" /> {activity_name(t, agent.activity)} · {t.wall.since(since)}</small>
      </span>
      <span className="load" role="img" aria-label={`${t.wall.load}: ${t.wall.load_of(used, most)}`}>
        {Array.from({length: Math.max(most, used)}, (_, index) => <i key={index} data-used={index < used} />)}
      </span>
      <span className="load-words" aria-hidden="true">{used}/{most}</span>
    </li>
  );
}
