// What is offered to me, until it is answered or gone.
import {useEffect, useRef, useState} from 'react';
import type {Reservation} from '../api/types';
import {offered_name, offers, plugin_of} from '../state/select';
import {language_name, span} from '../text/time';
import {Avatar, Keys} from './bits';
import {go, to_conversation, useDesk, useDeskState, useLook, useNow, useTexts} from './context';
import {aria_keys, keys, useKeys} from './keys';
import {named} from './lines';

export function Offers() {
  const t = useTexts();
  const desk = useDesk();
  const all = offers(useDeskState());
  const first = all[0];
  const [busy, set_busy] = useState('');
  const answer = (one: Reservation, yes: boolean): void => {
    if (busy) {
      return;
    }
    set_busy(one.id);
    const asking = yes
      ? desk.accept(one.id).then((conversation) => conversation && go(to_conversation(conversation)))
      : desk.reject(one.id);
    void asking.finally(() => set_busy(''));
  };
  useKeys(first ? {accept: () => answer(first, true), decline: () => answer(first, false)} : {});
  return (
    <section className="offers" aria-label={t.offer.title} aria-live="assertive">
      {all.map((each) => (
        <Offer key={each.id} one={each} by_key={each === first} busy={busy !== ''} answer={(yes) => answer(each, yes)} />
      ))}
    </section>
  );
}

function words(value: unknown): string {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(', ')
    : typeof value === 'string' ? value : '';
}

function Offer({one, by_key, busy, answer}: {one: Reservation; by_key: boolean; busy: boolean; answer: (yes: boolean) => void}) {
  const t = useTexts();
  const {language} = useLook();
  const state = useDeskState();
  const task = state.tasks[one.task];
  const known = offered_name(state, task);
  const name = known || t.list.somebody;
  const facts = task?.attributes ?? {};
  const channel = words(facts['channel']);
  const reason = words(facts['reason']);
  const details = ([
    [t.offer.queue, task?.queue ?? ''],
    [t.offer.language, language_name(words(facts['language']), language)],
    [t.offer.skills, words(facts['skills'])],
    [t.offer.note, words(facts['transferNote'])],
  ] as const).filter(([, value]) => value !== '');
  return (
    <article className="offer" aria-label={t.offer.of(name)}>
      <Countdown one={one} />
      <div className="offer-who">
        <Avatar name={known} plugin={plugin_of(state.channels, channel)} size="large" />
        <div>
          <h2>{name}</h2>
          <p className="quiet">{channel}{task && <Waited since={task.created} />}</p>
        </div>
      </div>
      {reason && <p className="offer-reason">{named(t.offer.reasons, reason) ?? t.offer.reason(reason)}</p>}
      <dl className="offer-facts">
        {details.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      <div className="offer-answers">
        <button type="button" className="button primary" disabled={busy} onClick={() => answer(true)}
          aria-keyshortcuts={by_key ? aria_keys('accept') : undefined}>
          {t.offer.accept}{by_key && <Keys>{keys.accept.shown}</Keys>}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => answer(false)}
          aria-keyshortcuts={by_key ? aria_keys('decline') : undefined}>
          {t.offer.decline}{by_key && <Keys>{keys.decline.shown}</Keys>}
        </button>
      </div>
    </article>
  );
}

function Waited({since}: {since: string}) {
  const t = useTexts();
  const {language} = useLook();
  const now = useNow();
  return <span aria-live="off"> · {t.offer.waited(span((now - Date.parse(since)) / 1000, language))}</span>;
}

function Countdown({one}: {one: Reservation}) {
  const t = useTexts();
  const now = useNow();
  const bar = useRef<HTMLElement>(null);
  const whole = Math.max(1, Date.parse(one.expires) - Date.parse(one.created));
  const left = Math.max(0, Math.ceil((Date.parse(one.expires) - now) / 1000));
  useEffect(() => {
    bar.current?.style.setProperty('--left', String(Math.min(1, Math.max(0, (left * 1000) / whole))));
  }, [left, whole]);
  return (
    <div className="offer-left" data-short={left <= 10} role="timer" aria-live="off">
      <span className="offer-bar" aria-hidden="true"><i ref={bar} /></span>
      <span>{t.offer.left(left)}</span>
    </div>
  );
}
