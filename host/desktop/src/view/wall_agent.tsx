// An agent on the wall: what it is doing, since when, and whom it has.
import type {Agent} from '../api/types';
import {plugin_of, type Row} from '../state/select';
import {span} from '../text/time';
import {Avatar, ChannelMark} from './bits';
import {to_conversation, useDeskState, useLook, useTexts} from './context';
import {activity_name} from './lines';

const most_chips = 12;

// Load and capacity are counted per kind of channel; kinds without a number of their own share `default`.
function Load({agent}: {agent: Agent}) {
  const t = useTexts();
  const used = Object.values(agent.load).reduce((sum, each) => sum + each, 0);
  const most = agent.capacity['default'] ?? 1;
  const kinds = Object.entries(agent.load).filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${t.wall.load_of(count, agent.capacity[kind] ?? most)}`).join(', ');
  return (
    <>
      <span className="load" role="img" aria-label={`${t.wall.load}: ${kinds || t.wall.load_of(used, most)}`} title={kinds}>
        {Array.from({length: Math.min(10, Math.max(most, used))}, (_, index) => <i key={index} data-used={index < used} />)}
      </span>
      <span className="load-words" aria-hidden="true">{used}/{most}</span>
    </>
  );
}

export function AgentCard({agent, held, now}: {agent: Agent; held: readonly Row[]; now: number}) {
  const t = useTexts();
  const {language} = useLook();
  const {channels} = useDeskState();
  const since = span((now - Date.parse(agent.activity_since)) / 1000, language);
  return (
    <li className="agent" data-available={agent.available}>
      <Avatar name={agent.name} />
      <span className="agent-who">
        <b>{agent.name}</b>
        <small><i className="dot" data-available={agent.available} aria-hidden="true" /> {activity_name(t, agent.activity)} · {t.wall.since(since)}</small>
      </span>
      <Load agent={agent} />
      {held.length > 0 && (
        <ul className="held" aria-label={t.wall.has(agent.name)}>
          {held.slice(0, most_chips).map((each) => (
            <li key={each.conversation.id}>
              <a href={to_conversation(each.conversation.id)} data-waits={each.waiting !== null}>
                <ChannelMark plugin={plugin_of(channels, each.conversation.channel)} /><span>{each.name || t.list.somebody}</span>
                {each.task?.status === 'wrapping' && <small>{t.list.wrapping}</small>}
              </a>
            </li>
          ))}
          {held.length > most_chips && <li className="quiet small">{t.wall.more(held.length - most_chips)}</li>}
        </ul>
      )}
    </li>
  );
}
