// Conversations of every channel in one list.
import {Inbox, Search, X} from 'lucide-react';
import {useDeferredValue, useEffect, useState} from 'react';
import {Refusal} from '../api/client';
import {plugin_of, row_of, rows, words_of, type Row, type Shelf} from '../state/select';
import type {State} from '../state/state';
import type {Texts} from '../text/en';
import {span, when} from '../text/time';
import {Avatar, Empty, IconButton} from './bits';
import {go, to_conversation, useDesk, useDeskState, useLook, useNow, usePlace, useTexts} from './context';
import {useKeys} from './keys';
import {ActivityMenu} from './rail';

export function content_line(t: Texts, row: Row): string {
  const {last} = row;
  if (!last) {
    return '';
  }
  if (last.deleted) {
    return t.thread.deleted;
  }
  const attached = last.content.attachments?.[0];
  return words_of(last.content) || (attached ? t.part[attached.kind]
    : last.content.location ? t.part.location : last.content.contacts ? t.part.contact
    : last.content.call ? t.part.call : last.content.template ? t.part.template : t.part.message);
}

function useFound(shelf: Shelf, q: string): {ids: string[] | null; failed: boolean} {
  const desk = useDesk();
  const [found, set_found] = useState<{ids: string[] | null; failed: boolean}>({ids: null, failed: false});
  useEffect(() => {
    set_found({ids: null, failed: false});
    if (q === '' && shelf !== 'closed') {
      return undefined;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      desk.load_closed(q).then(
        (ids) => wanted && set_found({ids, failed: false}),
        (why: unknown) => {
          if (!(why instanceof Refusal)) {
            throw why;
          }
          if (wanted) {
            set_found({ids: [], failed: true});
          }
        });
    }, q === '' ? 0 : 250);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [desk, shelf, q]);
  return found;
}

function shown_rows(state: State, shelf: Shelf, q: string, found: string[] | null): Row[] {
  if (q === '') {
    return rows(state, shelf);
  }
  return (found ?? []).flatMap((id) => {
    const conversation = state.conversations[id];
    return conversation ? [row_of(state, conversation)] : [];
  });
}

export function List() {
  const t = useTexts();
  const state = useDeskState();
  const place = usePlace();
  const [shelf, set_shelf] = useState<Shelf>('mine');
  const [typed, set_typed] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useFound(shelf, q);
  const all = shown_rows(state, shelf, q, found.ids);
  const counts = {mine: rows(state, 'mine').length, open: rows(state, 'open').length};
  const step = (by: number): void => {
    const here = all.findIndex((each) => each.conversation.id === place.conversation);
    const next = all[here < 0 ? 0 : (here + by + all.length) % all.length];
    if (next) {
      go(to_conversation(next.conversation.id));
    }
  };
  useKeys({next: () => step(1), previous: () => step(-1)});
  const waiting_for = !state.ready || ((q !== '' || shelf === 'closed') && found.ids === null);
  return (
    <section className="list" aria-label={t.list.title}>
      <header className="list-head">
        <h2>{t.list.title}</h2>
        <ActivityMenu />
      </header>
      <div className="search">
        <Search size={15} aria-hidden="true" />
        <input type="search" value={typed} onChange={(event) => set_typed(event.target.value)}
          placeholder={t.list.search} aria-label={t.list.search} maxLength={200} />
        {typed !== '' && <IconButton label={t.customer.close} onClick={() => set_typed('')}><X size={14} /></IconButton>}
      </div>
      {q === '' ? (
        <div className="shelves" role="group" aria-label={t.list.title}>
          {(['mine', 'open', 'closed'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={shelf === each} onClick={() => set_shelf(each)}>
              {t.list[each]}{each !== 'closed' && <span>{counts[each]}</span>}
            </button>
          ))}
        </div>
      ) : <p className="list-said" role="status">{found.ids ? t.list.found(found.ids.length) : t.list.loading}</p>}
      <ul className="rows">
        {all.map((each) => (
          <li key={each.conversation.id}><RowLink row={each} here={place.conversation === each.conversation.id} /></li>
        ))}
      </ul>
      {all.length === 0 && (waiting_for
        ? <p className="list-said" role="status">{t.list.loading}</p>
        : <Nothing shelf={q === '' ? shelf : null} />)}
    </section>
  );
}

function Nothing({shelf}: {shelf: Shelf | null}) {
  const t = useTexts();
  const desk = useDesk();
  const {me, activities} = useDeskState();
  const icon = <Inbox size={26} strokeWidth={1.6} />;
  if (shelf === null) {
    return <Empty icon={icon} title={t.list.nothing_found} />;
  }
  if (shelf !== 'mine') {
    return <Empty icon={icon} title={t.list[`no_${shelf}`]} />;
  }
  const available = activities.find((each) => each.available);
  return (
    <Empty icon={icon} title={t.list.no_mine}>
      <p className="quiet">{me?.available ? t.list.no_mine_available : t.list.no_mine_away}</p>
      {!me?.available && available && (
        <button type="button" className="button primary" onClick={() => void desk.set_activity(available.id)}>
          {t.list.become_available}
        </button>
      )}
    </Empty>
  );
}

// Who has it, where that is not me.
export function handler_line(t: Texts, state: State, row: Row): string {
  const {conversation, task} = row;
  if (conversation.status === 'closed') {
    return t.list.closed;
  }
  const agent = task?.agent ?? conversation.agent;
  if (conversation.handler === 'agent' && agent && task?.status !== 'pending' && task?.status !== 'reserved') {
    return t.list.with_agent(state.agents[agent]?.name ?? agent);
  }
  if (conversation.handler === 'agent') {
    return t.list.in_queue(task?.queue ?? '…');
  }
  return conversation.handler === 'bot' ? t.list.with_bot : t.list.with_flow;
}

function RowLink({row, here}: {row: Row; here: boolean}) {
  const t = useTexts();
  const {language} = useLook();
  const state = useDeskState();
  const now = useNow();
  const {conversation, last} = row;
  const name = row.name || t.list.somebody;
  const said = content_line(t, row);
  const who = last?.direction === 'inbound' || !last ? '' :
    last.author.kind === 'agent' && last.author.id === state.me?.id ? `${t.list.you}: ` :
    `${last.author.name ?? (last.author.kind === 'bot' ? t.thread.bot : last.author.id ?? t.thread.flow)}: `;
  return (
    <a className="row" href={to_conversation(conversation.id)} aria-current={here ? 'true' : undefined} data-unread={row.unread > 0}>
      <Avatar name={row.name} plugin={plugin_of(state.channels, conversation.channel)} />
      <span className="row-text">
        <span className="row-top">
          <b className="row-name">{name}</b>
          <time dateTime={conversation.last_message}>{when(conversation.last_message, language, now)}</time>
        </span>
        <span className="row-said">{last?.direction === 'internal' ? `${t.thread.note}: ` : who}{said}</span>
        <span className="row-bottom">
          <span className="row-channel">{conversation.channel}</span>
          {!row.mine && <span className="tag">{handler_line(t, state, row)}</span>}
          {row.task?.status === 'wrapping' && <span className="tag">{t.list.wrapping}</span>}
          <span className="row-rest" />
          {row.waiting !== null && (
            <span className="waiting" data-long={now - row.waiting > 120_000} aria-label={t.list.waiting(span((now - row.waiting) / 1000, language))}>
              {span((now - row.waiting) / 1000, language)}
            </span>
          )}
          {row.unread > 0 && <b className="badge" aria-label={t.list.unread(row.unread)}>{row.unread}</b>}
        </span>
      </span>
    </a>
  );
}

