// Who the customer is, where it can be reached, and its story across channels.
import {Merge, Pencil, X} from 'lucide-react';
import {useEffect, useState, type FormEvent} from 'react';
import type {Conversation} from '../api/types';
import {plain, plugin_of, row_of} from '../state/select';
import {full, language_name, when} from '../text/time';
import {Addresses} from './addresses';
import {Avatar, ChannelMark, IconButton} from './bits';
import {is_overseer, to_conversation, useDesk, useDeskState, useLook, useNow, useTexts} from './context';
import {content_line} from './lines';
import {Matches} from './matches';
import {MergeDialog} from './people';

function shown(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value)
    : Array.isArray(value) ? value.map(shown).filter(Boolean).join(', ') : value === null || value === undefined ? '' : JSON.stringify(value);
}

export function CustomerPanel({conversation, close}: {conversation: Conversation; close: (() => void) | null}) {
  const t = useTexts();
  const {language} = useLook();
  const state = useDeskState();
  const [merging, set_merging] = useState(false);
  const customer = state.customers[conversation.customer];
  const task = conversation.task ? state.tasks[conversation.task] : null;
  const row = row_of(state, conversation);
  const can = row.mine || is_overseer(state);
  const facts = ([
    [t.customer.locale, customer?.locale ? language_name(customer.locale, language) : ''],
    [t.customer.since, customer ? full(customer.created, language) : ''],
    ...Object.entries(customer?.attributes ?? {}).map(([key, value]) => [key, shown(value)] as const),
  ] as const).filter(([, value]) => value !== '');
  const about_task = task ? ([
    [t.customer.queue, task.queue ?? ''],
    [t.customer.priority, task.priority ? String(task.priority) : ''],
    [t.offer.language, language_name(shown(task.attributes['language']), language)],
    [t.offer.skills, shown(task.attributes['skills'])],
    [t.offer.note, shown(task.attributes['transferNote'])],
  ] as const).filter(([, value]) => value !== '') : [];
  return (
    <div className="customer">
      <header className="customer-head">
        <h2>{t.customer.title}</h2>
        {close && <IconButton label={t.customer.close} onClick={close}><X size={18} /></IconButton>}
      </header>
      <Name key={conversation.customer} id={conversation.customer} name={plain(customer?.name ?? '') || row.name} can={can} />
      {customer && <Addresses customer={customer} conversation={conversation} can={can} />}
      {customer && can && <Matches customer={customer} conversation={conversation} />}
      {about_task.length > 0 && <Facts title={t.customer.task} all={about_task} />}
      {facts.length > 0 && <Facts title={t.customer.about} all={facts} />}
      <Story customer={conversation.customer} here={conversation.id} />
      {customer && can && (
        <>
          <button type="button" className="button quiet-button" onClick={() => set_merging(true)}><Merge size={15} aria-hidden="true" />{t.people.merge}</button>
          <MergeDialog into={customer} conversation={conversation} open={merging} close={() => set_merging(false)} />
        </>
      )}
    </div>
  );
}

function Facts({title, all}: {title: string; all: readonly (readonly [string, string])[]}) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl className="facts">{all.map(([key, value]) => <div key={key}><dt>{key}</dt><dd dir="auto">{value}</dd></div>)}</dl>
    </section>
  );
}

function Name({id, name, can}: {id: string; name: string; can: boolean}) {
  const t = useTexts();
  const desk = useDesk();
  const [editing, set_editing] = useState(false);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    set_editing(false);
    void desk.rename(id, String(new FormData(event.currentTarget).get('name')).trim());
  };
  return (
    <div className="customer-name">
      <Avatar name={name || t.list.somebody} size="large" />
      {editing ? (
        <form onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && set_editing(false)}>
          <input name="name" defaultValue={name} aria-label={t.customer.name} maxLength={200} autoFocus />
          <button type="submit" className="button">{t.customer.save}</button>
        </form>
      ) : (
        <>
          <p dir="auto">{name || t.list.somebody}</p>
          {can && <IconButton label={t.customer.rename} onClick={() => set_editing(true)}><Pencil size={14} /></IconButton>}
        </>
      )}
    </div>
  );
}

function Story({customer, here}: {customer: string; here: string}) {
  const t = useTexts();
  const {language} = useLook();
  const desk = useDesk();
  const state = useDeskState();
  const now = useNow();
  useEffect(() => {
    desk.load_story(customer).catch(() => undefined); // what is known is shown all the same
  }, [desk, customer]);
  const all = Object.values(state.conversations)
    .filter((each) => each.customer === customer)
    .sort((a, b) => (a.opened < b.opened ? 1 : -1));
  return (
    <section aria-label={t.customer.story}>
      <h3>{t.customer.story}</h3>
      <p className="quiet small">{t.customer.story_why}</p>
      <ol className="story">
        {all.map((each) => {
          const row = row_of(state, each);
          const thread = state.threads[each.id];
          return (
            <li key={each.id} data-here={each.id === here}>
              <ChannelMark plugin={plugin_of(state.channels, each.channel)} />
              <a href={to_conversation(each.id)} aria-current={each.id === here ? 'true' : undefined}>
                <span><b>{each.channel}</b><time dateTime={each.opened}>{when(each.opened, language, now)}</time></span>
                <span className="story-said">{content_line(t, row)}</span>
                <small>
                  {each.id === here ? t.customer.here : each.status === 'open' ? t.customer.open : t.customer.closed}
                  {thread?.whole && ` · ${t.customer.messages(thread.messages.length)}`}
                </small>
              </a>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
