// A supervisor's picture of now, moved by events alone.
import {useEffect, useMemo, useState} from 'react';
import type {Agent} from '../api/types';
import {held, offered_name, plugin_of, type Row} from '../state/select';
import type {QueueRow, State} from '../state/state';
import {clock_span} from '../text/time';
import {ChannelMark} from './bits';
import {to_conversation, useDesk, useDeskState, useNow, useTexts} from './context';
import {AgentCard} from './wall_agent';

const slow_seconds = 60;
const many = 12; // agents, from which on they can be searched
const most_rows = 12; // of a list: who waits longest matters, and how many there are

function oldest_of(row: QueueRow, now: number): number | null {
  return row.queue.oldest_seconds === null || row.queue.waiting === 0
    ? null : row.queue.oldest_seconds + Math.max(0, now - row.at) / 1000;
}

const most_wanted = 200;

// Names and last words of what others have come into view here first.
function useHeld(state: State): Map<string, Row[]> {
  const desk = useDesk();
  const all = useMemo(() => held(state), [state]);
  const ids = [...all.values()].flat().map((each) => each.conversation.id).slice(0, most_wanted).join(' ');
  useEffect(() => {
    ids.split(' ').forEach(desk.want_row);
  }, [desk, ids]);
  return all;
}

export function Wall() {
  const t = useTexts();
  const state = useDeskState();
  const now = useNow();
  const all_held = useHeld(state);
  const queues = Object.values(state.queues).sort((a, b) => b.queue.waiting - a.queue.waiting || (a.queue.id < b.queue.id ? -1 : 1));
  const agents = Object.values(state.agents);
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
          <div><dd>{t.wall.of(agents.filter((each) => each.available).length, agents.length)}</dd><dt>{t.wall.total_available}</dt></div>
        </dl>
      </header>
      <div className="wall-grid">
        <div className="wall-column">
          <section className="panel wall-queues" aria-labelledby="wall-queues" tabIndex={0}>
            <h3 id="wall-queues">{t.wall.queues}</h3>
            <Queues all={queues} now={now} />
          </section>
          <Agents all={agents} held={all_held} now={now} />
        </div>
        <div className="wall-column">
          <section className="panel" aria-labelledby="wall-waiting">
            <h3 id="wall-waiting">{t.wall.waiting_tasks}</h3>
            <Waiting now={now} />
          </section>
          <section className="panel" aria-labelledby="wall-unanswered">
            <h3 id="wall-unanswered">{t.wall.unanswered}</h3>
            <Unanswered held={all_held} now={now} />
          </section>
          <Channels />
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
      <tbody>{all.map((each) => <QueueLine key={each.queue.id} row={each} now={now} />)}</tbody>
    </table>
  );
}

function QueueLine({row, now}: {row: QueueRow; now: number}) {
  const t = useTexts();
  const {queue} = row;
  const oldest = oldest_of(row, now);
  const level = Math.round(queue.service_level * 100);
  return (
    <tr>
      <th scope="row">{queue.id}</th>
      <td data-alarm={queue.waiting > 0}>{queue.waiting}</td>
      <td data-alarm={(oldest ?? 0) >= slow_seconds}>{oldest === null ? '–' : clock_span(oldest)}</td>
      <td>{queue.assigned}</td>
      <td data-alarm={queue.waiting > 0 && queue.available_agents === 0}>{t.wall.of(queue.available_agents, queue.eligible_agents)}</td>
      <td><span className="level"><i style={{width: `${level}%`}} data-low={level < 80} /></span>{level} %</td>
    </tr>
  );
}

function Agents({all, held: theirs, now}: {all: readonly Agent[]; held: Map<string, Row[]>; now: number}) {
  const t = useTexts();
  const [q, set_q] = useState('');
  const wanted = q.trim().toLowerCase();
  const shown = all.filter((each) => wanted === '' || each.name.toLowerCase().includes(wanted) || each.id.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.available) - Number(a.available) || (a.name < b.name ? -1 : 1));
  return (
    <section className="panel wall-agents" aria-labelledby="wall-agents">
      <header>
        <h3 id="wall-agents">{t.wall.agents}</h3>
        {all.length > many && <input type="search" className="filter" value={q} onChange={(event) => set_q(event.target.value)} aria-label={t.wall.find_agent} placeholder={t.wall.find_agent} />}
      </header>
      {all.length === 0 && <p className="quiet">{t.wall.no_agents}</p>}
      <ul className="agents">{shown.map((each) => <AgentCard key={each.id} agent={each} held={theirs.get(each.id) ?? []} now={now} />)}</ul>
    </section>
  );
}

interface Waits {
  id: string;
  conversation: string;
  channel: string | null;
  name: string;
  with: string; // whoever has it, or will
  since: number;
}

// Who waits longest, of how many. `long`: seconds, from which on it is too long.
function WaitingList({first, of, now, long, none}: {first: readonly Waits[]; of: number; now: number; long: number; none: string}) {
  const t = useTexts();
  const {channels} = useDeskState();
  if (first.length === 0) {
    return <p className="quiet">{none}</p>;
  }
  return (
    <ul className="wall-waiting">
      {first.map((each) => {
        const age = (now - each.since) / 1000;
        return (
          <li key={each.id}>
            <ChannelMark plugin={plugin_of(channels, each.channel)} />
            <a href={to_conversation(each.conversation)}>{each.name || t.list.somebody}</a>
            <span className="tag">{each.with}</span>
            <span className="waiting" data-long={age >= long}>{clock_span(age)}</span>
          </li>
        );
      })}
      {of > first.length && <li className="quiet small">{t.wall.more(of - first.length)}</li>}
    </ul>
  );
}

function Waiting({now}: {now: number}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const tasks = useMemo(() => Object.values(state.tasks)
    .filter((each) => each.status === 'pending' || each.status === 'reserved')
    .sort((a, b) => (a.created < b.created ? -1 : 1)), [state.tasks]);
  const first = tasks.slice(0, most_rows).map((each): Waits => ({
    id: each.id,
    conversation: each.conversation,
    channel: state.conversations[each.conversation]?.channel ?? null,
    name: offered_name(state, each),
    with: each.status === 'reserved' ? t.wall.offered : each.queue ?? '…',
    since: Date.parse(each.created),
  }));
  const ids = first.map((each) => each.conversation).join(' ');
  useEffect(() => {
    ids.split(' ').forEach(desk.want_row);
  }, [desk, ids]);
  return <WaitingList first={first} of={tasks.length} now={now} long={slow_seconds} none={t.wall.nobody_waits} />;
}

function Unanswered({held: theirs, now}: {held: Map<string, Row[]>; now: number}) {
  const t = useTexts();
  const {agents} = useDeskState();
  const all = [...theirs].flatMap(([agent, rows]) => rows.flatMap(({conversation, name, waiting}): Waits[] =>
    (waiting === null ? [] : [{
      id: conversation.id, conversation: conversation.id, channel: conversation.channel, name, with: agents[agent]?.name ?? agent, since: waiting,
    }]))).sort((a, b) => a.since - b.since);
  return <WaitingList first={all.slice(0, most_rows)} of={all.length} now={now} long={2 * slow_seconds} none={t.wall.all_answered} />;
}

function Channels() {
  const t = useTexts();
  const {channels} = useDeskState();
  return (
    <section className="panel" aria-labelledby="wall-channels">
      <h3 id="wall-channels">{t.wall.channels}</h3>
      <ul className="wall-channels">
        {Object.values(channels).map((each) => (
          <li key={each.id}>
            <ChannelMark plugin={each.plugin} /><b>{each.id}</b>
            <span className="state" data-state={each.state}>{t.wall[each.state]}</span>
            {each.reason && <small>{each.reason}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}
