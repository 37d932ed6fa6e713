import {AlertCircle, Check, CheckCheck, Clock3, CornerUpLeft, Pencil, RotateCw, StickyNote, Trash2, type LucideIcon} from 'lucide-react';
import {memo} from 'react';
import type {Message} from '../api/types';
import type {Revision} from '../state/select';
import type {Outgoing} from '../state/state';
import {full, time_of_day} from '../text/time';
import {Avatar} from './bits';
import {Parts} from './content';
import {useDesk, useLook, useTexts} from './context';
import {message_line, named} from './lines';

function Receipt({status}: {status: Message['status']}) {
  const t = useTexts();
  const icons = {
    received: null, queued: <Clock3 size={13} />, sent: <Check size={13} />,
    delivered: <CheckCheck size={13} />, read: <CheckCheck size={13} />, failed: <AlertCircle size={13} />,
  };
  return (
    <span className="receipt" data-status={status} title={t.status[status]}>
      <span aria-hidden="true">{icons[status]}</span>
      <span className="unseen">{t.status[status]}</span>
    </span>
  );
}

export interface MessageProps {
  message: Message;
  first: boolean; // of what its author says in a row
  reactions: string;
  author: string;
  answered: Message | null; // what it replies to
  answered_author: string;
  reply: ((message: Message) => void) | null;
  may: string; // the revisions that are possible
  revise: (message: Message, how: Revision) => void;
  jump: (message: string) => void;
}

// Many may be in the page: each is drawn anew only when something of its own changed, and has no more to it than it needs.
export const MessageView = memo(function MessageView({message, first, reactions, author, answered, answered_author, reply, may, revise, jump}: MessageProps) {
  const t = useTexts();
  const {language} = useLook();
  const {direction} = message;
  const machine = message.author.kind === 'bot' || message.author.kind === 'flow';
  return (
    <article className="message" data-direction={direction} data-machine={machine} data-first={first} id={message.id} tabIndex={-1}>
      {first && (
        <p className="message-by">
          {direction === 'inbound' && <Avatar name={author} size="tiny" />}
          {direction === 'internal' && <StickyNote size={13} aria-hidden="true" />}
          <bdi>{direction === 'internal' ? t.thread.note_by(author) : author}</bdi>
        </p>
      )}
      <div className="bubble">
        {!first && <span className="unseen">{author}: </span>}
        {(answered || message.reply_to) && (
          <button type="button" className="quoted" onClick={() => jump(answered?.id ?? message.reply_to ?? '')}>
            <b>{answered ? t.thread.replies_to(answered_author) : t.thread.replies}</b>
            {answered && <span>{message_line(t, answered)}</span>}
          </button>
        )}
        {message.deleted ? <p className="words quiet">{t.thread.deleted}</p> : <Parts content={message.content} />}
        <p className="message-at">
          {message.edited && <span>{t.thread.edited}</span>}
          <time dateTime={message.at} title={full(message.at, language)}>{time_of_day(message.at, language)}</time>
          {direction === 'outbound' && <Receipt status={message.status} />}
        </p>
        {reactions !== '' && <p className="reactions" role="img" aria-label={`${t.part.reaction}: ${reactions}`}>{reactions}</p>}
        {(reply || may !== '') && direction !== 'internal' && !message.deleted && !message.content.reaction && (
          <span className="message-do">
            {may.includes('take_back') && <Do label={t.thread.take_back} icon={Trash2} act={() => revise(message, 'take_back')} />}
            {may.includes('edit') && <Do label={t.thread.edit} icon={Pencil} act={() => revise(message, 'edit')} />}
            {reply && <Do label={t.thread.reply} icon={CornerUpLeft} act={() => reply(message)} />}
          </span>
        )}
      </div>
      {message.status === 'failed' ? <Failed message={message} />
        : message.error && <p className="message-failed"><span><b>{t.thread.not_changed}</b> {named(t.errors, message.error.code)}</span></p>}
    </article>
  );
});

function Do({label, icon: Icon, act}: {label: string; icon: LucideIcon; act: () => void}) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={act}>
      <Icon size={14} aria-hidden="true" />
    </button>
  );
}

function Failed({message}: {message: Message}) {
  const t = useTexts();
  const desk = useDesk();
  const why = message.error && (named(t.errors, message.error.code) ?? message.error.text);
  return (
    <p className="message-failed">
      <span><b>{t.status.failed}.</b> {why}</span>
      <button type="button" className="link" onClick={() => void desk.retry(message.id)}><RotateCw size={12} aria-hidden="true" />{t.again}</button>
    </p>
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
        <p className="message-at" role="status">{what.state === 'sending' && <Clock3 size={13} aria-hidden="true" />}{t.status[what.state]}</p>
      </div>
      {what.state !== 'sending' && (
        <p className="message-failed">
          {what.why && <span>{what.why}</span>}
          <button type="button" className="link" onClick={() => desk.try_again(what)}><RotateCw size={12} aria-hidden="true" />{t.again}</button>
          <button type="button" className="link" onClick={() => desk.drop(what.key)}><Trash2 size={12} aria-hidden="true" />{t.discard}</button>
        </p>
      )}
    </article>
  );
}
