// Conversations of every channel in one list.
import {Inbox, Search, X} from 'lucide-react';
import {useDeferredValue, useEffect, useMemo, useRef, useState} from 'react';
import {count_on, row_of, rows, type Row, type Shelf} from '../state/select';
import type {State} from '../state/state';
import {Empty, IconButton} from './bits';
import {go, is_overseer, to_conversation, useDesk, useDeskState, usePlace, useTexts} from './context';
import {aria_keys, useKeys} from './keys';
import {ActivityMenu} from './rail';
import {RowLink} from './row';
import {typing_pause, useFound} from './search';
import {useWindow} from './window';

function useConversations(shelf: Shelf, q: string): {ids: readonly string[] | null; failed: boolean} {
  const desk = useDesk();
  const ask = useMemo(() => (q !== '' ? () => desk.search(q) : shelf === 'closed' ? desk.load_closed : null), [desk, shelf, q]);
  const {all, current, failed} = useFound(ask, typing_pause(q));
  return {ids: current ? all : null, failed};
}

function shown_rows(state: State, shelf: Shelf, q: string, found: readonly string[] | null): Row[] {
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
  const field = useRef<HTMLInputElement>(null);
  const q = useDeferredValue(typed.trim());
  const found = useConversations(shelf, q);
  const all = useMemo(() => shown_rows(state, shelf, q, found.ids), [state, shelf, q, found.ids]);
  const step = (by: number): void => {
    const here = all.findIndex((each) => each.conversation.id === place.conversation);
    const next = all[here < 0 ? 0 : (here + by + all.length) % all.length];
    if (next) {
      go(to_conversation(next.conversation.id));
    }
  };
  useKeys({next: () => step(1), previous: () => step(-1), search: () => field.current?.focus()});
  const waiting_for = !state.ready || ((q !== '' || shelf === 'closed') && found.ids === null);
  return (
    <section className="list" aria-label={t.list.title}>
      <header className="list-head">
        <h2>{t.list.title}</h2>
        <ActivityMenu />
      </header>
      <div className="search">
        <Search size={15} aria-hidden="true" />
        <input ref={field} type="search" value={typed} onChange={(event) => set_typed(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && set_typed('')} aria-keyshortcuts={aria_keys('search')}
          placeholder={t.list.search} aria-label={t.list.search} maxLength={200} />
        {typed !== '' && <IconButton label={t.list.clear} onClick={() => { set_typed(''); field.current?.focus(); }}><X size={14} /></IconButton>}
      </div>
      {q === '' ? <Shelves shelf={shelf} choose={set_shelf} />
        : <p className="list-said" role="status">{found.failed ? t.list.search_failed : found.ids ? t.list.found(found.ids.length) : t.list.loading}</p>}
      {all.length > 0 && <Rows all={all} here={place.conversation} />}
      {all.length === 0 && (waiting_for
        ? <p className="list-said" role="status">{t.list.loading}</p>
        : !found.failed && <Nothing shelf={q === '' ? shelf : null} />)}
    </section>
  );
}

function Shelves({shelf, choose}: {shelf: Shelf; choose: (shelf: Shelf) => void}) {
  const t = useTexts();
  const state = useDeskState();
  const shown: Shelf[] = is_overseer(state) ? ['mine', 'waiting', 'open', 'closed'] : ['mine', 'open', 'closed'];
  return (
    <div className="shelves" role="group" aria-label={t.list.title}>
      {shown.map((each) => (
        <button key={each} type="button" aria-pressed={shelf === each} onClick={() => choose(each)}>
          {t.list.shelves[each]}{each !== 'closed' && <span>{count_on(state, each)}</span>}
        </button>
      ))}
    </div>
  );
}

function Rows({all, here}: {all: readonly Row[]; here: string | null}) {
  const desk = useDesk();
  const {box, from, to, before, after, scrolled, show} = useWindow(all.length);
  const shown = all.slice(from, to);
  const names = shown.map((each) => each.conversation.id).join(' ');
  useEffect(() => {
    names.split(' ').forEach(desk.want_row);
  }, [desk, names]);
  const at = useRef(all);
  useEffect(() => { at.current = all; });
  useEffect(() => show(at.current.findIndex((each) => each.conversation.id === here)), [here, show]);
  return (
    <div className="rows" ref={box} onScroll={scrolled}>
      <ul style={{paddingTop: before, paddingBottom: after}}>
        {shown.map((each, index) => (
          <li key={each.conversation.id} aria-setsize={all.length} aria-posinset={from + index + 1}>
            <RowLink row={each} here={here === each.conversation.id} />
          </li>
        ))}
      </ul>
    </div>
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
    return <Empty icon={icon} title={t.list.none[shelf]} />;
  }
  const available = activities.find((each) => each.available);
  return (
    <Empty icon={icon} title={t.list.none.mine}>
      <p className="quiet">{me?.available ? t.list.no_mine_available : t.list.no_mine_away}</p>
      {!me?.available && available && (
        <button type="button" className="button primary" onClick={() => void desk.set_activity(available.id)}>
          {t.list.become_available}
        </button>
      )}
    </Empty>
  );
}
