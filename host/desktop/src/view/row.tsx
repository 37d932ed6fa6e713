// A conversation in the list.
import {PencilLine} from 'lucide-react';
import {plugin_of, type Row} from '../state/select';
import {span, when} from '../text/time';
import {Avatar, few} from './bits';
import {to_conversation, useDeskState, useDraft, useLook, useNow, useTexts} from './context';
import {author_of, content_line, handler_line} from './lines';

const long = 120_000;

function Said({row, name}: {row: Row; name: string}) {
  const t = useTexts();
  const state = useDeskState();
  const draft = useDraft(row.conversation.id);
  const {last} = row;
  if (row.mine && draft.text.trim() !== '') {
    return <span className="row-said row-draft"><PencilLine size={12} aria-hidden="true" /><b>{t.list.draft}</b> {draft.text}</span>;
  }
  const who = !last || last.direction === 'inbound' ? ''
    : last.direction === 'internal' ? `${t.thread.note}: ` : `${author_of(t, state, last, name)}: `;
  return <span className="row-said">{who}{content_line(t, row)}</span>;
}

export function RowLink({row, here}: {row: Row; here: boolean}) {
  const t = useTexts();
  const {language} = useLook();
  const state = useDeskState();
  const now = useNow();
  const {conversation} = row;
  const name = row.name || t.list.somebody;
  return (
    <a className="row" href={to_conversation(conversation.id)} aria-current={here ? 'true' : undefined} data-unread={row.unread > 0}>
      <Avatar name={row.name} plugin={plugin_of(state.channels, conversation.channel)} />
      <span className="row-text">
        <span className="row-top">
          <b className="row-name">{name}</b>
          <time dateTime={conversation.last_message}>{when(conversation.last_message, language, now)}</time>
        </span>
        <Said row={row} name={name} />
        <span className="row-bottom">
          <span className="row-channel">{conversation.channel}</span>
          {!row.mine && <span className="tag">{handler_line(t, state, row)}</span>}
          {row.task?.status === 'wrapping' && <span className="tag">{t.list.wrapping}</span>}
          {row.last?.status === 'failed' && <span className="tag bad">{t.status.failed}</span>}
          <span className="row-rest" />
          {row.waiting !== null && (
            <span className="waiting" data-long={now - row.waiting > long} aria-label={t.list.waiting(span((now - row.waiting) / 1000, language))}>
              {span((now - row.waiting) / 1000, language)}
            </span>
          )}
          {row.unread > 0 && <b className="badge" aria-label={t.list.unread(row.unread)}>{few(row.unread)}</b>}
        </span>
      </span>
    </a>
  );
}
