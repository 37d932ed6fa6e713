import {AlertCircle, Check, CheckCheck, Clock3, CornerUpLeft, StickyNote} from 'lucide-react';
import type {Message} from '../api/types';
import type {Outgoing, State} from '../state/state';
import {words_of} from '../state/select';
import type {Texts} from '../text/en';
import {full, time_of_day} from '../text/time';
import {IconButton} from './bits';
import {Parts} from './content';
import {useDesk, useDeskState, useLook, useTexts} from './context';

export function author_of(t: Texts, state: State, message: Message, customer: string): string {
  const {kind, id, name} = message.author;
  switch (kind) {
    case 'customer': return name ?? customer;
    case 'agent': return id === state.me?.id ? t.list.you : name ?? (id && state.agents[id]?.name) ?? id ?? '';
    case 'bot': return name ?? t.thread.bot;
    case 'flow': return name ?? t.thread.flow;
    case 'system': return name ?? id ?? t.thread.system;
  }
}

function Receipt({message}: {message: Message}) {
  const t = useTexts();
  const icons = {
    received: null, queued: <Clock3 size={13} />, sent: <Check size={13} />,
    delivered: <CheckCheck size={13} />, read: <CheckCheck size={13} />, failed: <AlertCircle size={13} />,
  };
  return (
    <span className="receipt" data-status={message.status} title={t.status[message.status]}>
      <span aria-hidden="true">{icons[message.status]}</span>
      <span className="unseen">{t.status[message.status]}</span>
    </span>
  );
}

export interface Shown {
  message: Message;
  first: boolean; // of what its author says in a row
  reactions: readonly string[];
}

export function MessageView({shown, customer, answered, reply}: {
  shown: Shown;
  customer: string;
  answered: Message | null; // what it replies to
  reply: ((message: Message) => void) | null;
}) {
  const t = useTexts();
  const {language} = useLook();
  const desk = useDesk();
  const state = useDeskState();
  const {message, first, reactions} = shown;
  const {direction} = message;
  const author = author_of(t, state, message, customer);
  const machine = message.author.kind === 'bot' || message.author.kind === 'flow';
  return (
    <article className="message" data-direction={direction} data-machine={machine} data-first={first} id={message.id}>
      {first && (
        <p className="message-by">
          {direction === 'internal' && <StickyNote size={13} aria-hidden="true" />}
          {direction === 'internal' ? t.thread.note_by(message.author.id === state.me?.id ? state.me?.name ?? author : author) : author}
        </p>
      )}
      <div className="bubble">
        {!first && <span className="unseen">{author}: </span>}
        {answered && (
          <a className="quoted" href={`#${answered.id}`} onClick={(event) => {
            event.preventDefault();
            document.getElementById(answered.id)?.scrollIntoView({block: 'center'});
          }}>
            <b>{t.thread.replies_to(author_of(t, state, answered, customer))}</b>
            <span>{words_of(answered.content) || t.part.message}</span>
          </a>
        )}
        {message.deleted ? <p className="words quiet">{t.thread.deleted}</p> : <Parts content={message.content} />}
        <p className="message-at">
          {message.edited && <span>{t.thread.edited}</span>}
          <time dateTime={message.at} title={full(message.at, language)}>{time_of_day(message.at, language)}</time>
          {direction === 'outbound' && <Receipt message={message} />}
        </p>
        {reactions.length > 0 && <p className="reactions" aria-label={t.part.reaction}>{reactions.join(' ')}</p>}
        {reply && direction !== 'internal' && !message.deleted && (
          <span className="message-do">
            <IconButton label={t.thread.reply} onClick={() => reply(message)}><CornerUpLeft size={14} /></IconButton>
          </span>
        )}
      </div>
      {message.status === 'failed' && (
        <p className="message-failed">
          <span>{t.status.failed}. {(message.error && (t.errors[message.error.code] ?? message.error.text)) || ''}</span>
          <button type="button" className="link" onClick={() => void desk.retry(message.id)}>{t.again}</button>
        </p>
      )}
    </article>
  );
}

// What is under way to the gateway.
export function OutgoingView({what}: {what: Outgoing}) {
  const t = useTexts();
  const desk = useDesk();
  return (
    <article className="message" data-direction={what.note ? 'internal' : 'outbound'} data-first="true" data-pending={what.state}>
      <div className="bubble">
        <Parts content={what.content} />
        <p className="message-at" role="status">{t.status[what.state]}</p>
      </div>
      {what.state !== 'sending' && (
        <p className="message-failed">
          {what.why && <span>{what.why}</span>}
          <button type="button" className="link" onClick={() => desk.try_again(what)}>{t.again}</button>
          <button type="button" className="link" onClick={() => desk.drop(what.key)}>{t.discard}</button>
        </p>
      )}
    </article>
  );
}
