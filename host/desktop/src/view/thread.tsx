// One conversation: what was said, what happened, and what can be done.
import {ArrowDown, ArrowLeft, ArrowRightLeft, CheckCircle2, ClipboardCheck, MessageCircleMore, PanelRight} from 'lucide-react';
import {useCallback, useEffect, useLayoutEffect, useRef, useState} from 'react';
import type {Conversation, Message} from '../api/types';
import {name_of, plugin_of, row_of} from '../state/select';
import {no_thread} from '../state/thread';
import type {State} from '../state/state';
import type {Texts} from '../text/en';
import {date_of, day_of, time_of_day} from '../text/time';
import {Avatar, Empty, IconButton} from './bits';
import {Composer} from './composer';
import {useDesk, useDeskState, useLook, useNow, useTexts} from './context';
import {CompleteDialog, TransferDialog} from './dialogs';
import {aria_keys, keys, useKeys} from './keys';
import {handler_line} from './list';
import {MessageView, OutgoingView, type Shown} from './message';

interface Fact {
  at: string;
  text: string;
  opening: boolean; // comes before a message of the same moment
}

type Item = {kind: 'day'; at: string} | {kind: 'fact'; at: string; text: string} | ({kind: 'message'} & Shown);

function facts_of(t: Texts, state: State, conversation: Conversation): Fact[] {
  const task = conversation.task ? state.tasks[conversation.task] : null;
  const first = state.threads[conversation.id]?.messages.find((each) => each.channel);
  const out = [{at: conversation.opened, text: t.thread.opened(first?.channel ?? conversation.channel ?? ''), opening: true}];
  if (task) {
    out.push({at: task.created, text: task.queue ? t.thread.queued(task.queue) : t.thread.queued_nowhere, opening: false});
  }
  return out;
}

function reactions_of(messages: readonly Message[]): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const {content: {reaction}} of messages) {
    if (reaction) {
      const before = (out.get(reaction.to) ?? []).filter((each) => each !== reaction.emoji);
      out.set(reaction.to, reaction.removed ? before : [...before, reaction.emoji]);
    }
  }
  return out;
}

const author_key = (message: Message): string => `${message.direction} ${message.author.kind} ${message.author.id ?? ''}`;

export function items_of(t: Texts, state: State, conversation: Conversation): Item[] {
  const {messages, whole} = state.threads[conversation.id] ?? no_thread;
  const reactions = reactions_of(messages);
  const facts = whole || messages.length === 0 ? facts_of(t, state, conversation) : [];
  const out: Item[] = [];
  let day = '';
  let author = '';
  const begin = (at: string): void => {
    if (day_of(at) !== day) {
      day = day_of(at);
      author = '';
      out.push({kind: 'day', at});
    }
  };
  const put_facts = (before: string | null): void => {
    while (facts[0] && (before === null || facts[0].at < before || facts[0].opening)) {
      const fact = facts.shift();
      if (fact) {
        begin(fact.at);
        author = '';
        out.push({kind: 'fact', at: fact.at, text: fact.text});
      }
    }
  };
  for (const message of messages) {
    if (message.content.reaction) {
      continue;
    }
    put_facts(message.at);
    begin(message.at);
    out.push({kind: 'message', message, first: author !== author_key(message), reactions: reactions.get(message.id) ?? []});
    author = author_key(message);
  }
  put_facts(null);
  return out;
}

function ending(t: Texts, state: State, conversation: Conversation): string {
  const task = conversation.task ? state.tasks[conversation.task] : null;
  if (conversation.status === 'closed') {
    return conversation.closed_reason ? t.thread.closed_why(conversation.closed_reason) : t.thread.closed;
  }
  if (task?.status === 'completed') {
    return task.reason ? t.thread.completed_why(task.reason) : t.thread.completed;
  }
  return '';
}

// Stays at the newest message while one is there; else says that something came.
function useScroll(conversation: string, length: number, seen: () => void) {
  const log = useRef<HTMLDivElement>(null);
  const [at_end, set_at_end] = useState(true);
  const follow = useRef(true);
  const to_end = useCallback(() => {
    log.current?.scrollTo({top: log.current.scrollHeight});
    follow.current = true;
    set_at_end(true);
  }, []);
  useLayoutEffect(to_end, [conversation, to_end]);
  useLayoutEffect(() => {
    if (follow.current) {
      to_end();
    }
  }, [length, to_end]);
  useEffect(() => {
    const look = (): void => {
      if (follow.current && document.visibilityState === 'visible' && document.hasFocus()) {
        seen();
      }
    };
    look();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [conversation, length, at_end, seen]);
  useEffect(() => {
    const box = log.current;
    if (!box) {
      return undefined;
    }
    const watch = new ResizeObserver(() => {
      if (follow.current) {
        box.scrollTo({top: box.scrollHeight});
      }
    });
    watch.observe(box);
    for (const each of box.children) {
      watch.observe(each);
    }
    return () => watch.disconnect();
  }, [conversation]);
  const scrolled = (): void => {
    const box = log.current;
    if (box) {
      follow.current = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
      set_at_end(follow.current);
    }
  };
  return {log, at_end, to_end, scrolled};
}

export function NoThread() {
  const t = useTexts();
  return (
    <section className="thread thread-none">
      <Empty icon={<MessageCircleMore size={30} strokeWidth={1.5} />} title={t.thread.none}>
        <p className="quiet">{t.thread.none_why}</p>
      </Empty>
    </section>
  );
}

export function ThreadView({id, show_customer, customer_shown}: {id: string; show_customer: () => void; customer_shown: boolean}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const [asked, set_asked] = useState(false);
  useEffect(() => {
    let wanted = true;
    set_asked(false);
    void desk.open(id).finally(() => wanted && set_asked(true));
    return () => { wanted = false; };
  }, [desk, id]);
  const conversation = state.conversations[id];
  if (!conversation) {
    return (
      <section className="thread thread-none">
        {asked ? <Empty icon={<MessageCircleMore size={30} strokeWidth={1.5} />} title={t.thread.not_here}><a href="#/conversations">{t.thread.back}</a></Empty>
          : <p className="list-said" role="status">{t.list.loading}</p>}
      </section>
    );
  }
  return <Talk key={id} conversation={conversation} show_customer={show_customer} customer_shown={customer_shown} />;
}

function Talk({conversation, show_customer, customer_shown}: {
  conversation: Conversation; show_customer: () => void; customer_shown: boolean;
}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const {language} = useLook();
  const now = useNow();
  const {id} = conversation;
  const [reply_to, set_reply_to] = useState<Message | null>(null);
  const name = name_of(state, conversation) || t.list.somebody;
  const items = items_of(t, state, conversation);
  const outgoing = state.outgoing.filter((each) => each.conversation === id);
  const seen = useCallback(() => desk.see(id), [desk, id]);
  const {log, at_end, to_end, scrolled} = useScroll(id, items.length + outgoing.length, seen);
  const messages = state.threads[id]?.messages ?? [];
  const by_id = new Map(messages.map((each) => [each.id, each]));
  const end = ending(t, state, conversation);
  const row = row_of(state, conversation);
  const can_reply = row.mine && row.task?.status !== 'wrapping' && conversation.status === 'open';
  return (
    <section className="thread" aria-label={name}>
      <header className="thread-head">
        <a className="icon-button only-small" href="#/conversations" aria-label={t.thread.back}><ArrowLeft size={18} /></a>
        <Avatar name={name} plugin={plugin_of(state.channels, conversation.channel)} />
        <div className="thread-who">
          <h2>{name}</h2>
          <p>{[conversation.channel, row.mine && row.task?.status === 'wrapping' ? t.list.wrapping : row.mine ? row.task?.queue : handler_line(t, state, row)].filter(Boolean).join(' · ')}</p>
        </div>
        <TaskActions conversation={conversation} />
        <IconButton label={t.task.customer} onClick={show_customer} aria-pressed={customer_shown}><PanelRight size={18} /></IconButton>
      </header>
      <div className="log" ref={log} onScroll={scrolled} role="log" aria-label={t.thread.log} tabIndex={0}>
        <div className="log-inside">
          {items.map((each, index) => each.kind === 'day'
            ? <p key={each.at} className="day"><span>{date_of(each.at, language, now)}</span></p>
            : each.kind === 'fact'
              ? <p key={`${each.at} ${index}`} className="happened">{each.text} · <time dateTime={each.at}>{time_of_day(each.at, language)}</time></p>
              : <MessageView key={each.message.id} shown={each} customer={name}
                  answered={(each.message.reply_to && by_id.get(each.message.reply_to)) || null}
                  reply={can_reply ? set_reply_to : null} />)}
          {end && <p className="happened">{end}</p>}
          {outgoing.map((each) => <OutgoingView key={each.key} what={each} />)}
          {(state.typing[id] ?? 0) > now && <p className="typing" role="status"><i /><i /><i /><span>{t.thread.typing(name)}</span></p>}
        </div>
      </div>
      {!at_end && (
        <button type="button" className="to-newest" onClick={to_end}>
          <ArrowDown size={14} aria-hidden="true" />{t.thread.newest}{row.unread > 0 && <b className="badge">{row.unread}</b>}
        </button>
      )}
      <Composer row={row} reply_to={reply_to} clear_reply={() => set_reply_to(null)} />
    </section>
  );
}

function TaskActions({conversation}: {conversation: Conversation}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const [dialog, set_dialog] = useState<'transfer' | 'complete' | null>(null);
  const row = row_of(state, conversation);
  const task = row.mine ? row.task : null;
  const wrapping = task?.status === 'wrapping';
  useKeys(task ? {
    complete: () => set_dialog('complete'),
    ...(wrapping ? {} : {
      transfer: () => set_dialog('transfer'),
      wrap_up: () => void desk.wrap_up(task.id),
    }),
  } : {});
  if (!task) {
    return null;
  }
  return (
    <div className="thread-do" role="group" aria-label={t.task.actions}>
      {!wrapping && (
        <>
          <IconButton label={t.task.transfer} keys={keys.transfer.shown} onClick={() => set_dialog('transfer')}><ArrowRightLeft size={18} /></IconButton>
          <IconButton label={t.task.wrap_up} keys={keys.wrap_up.shown} onClick={() => void desk.wrap_up(task.id)}><ClipboardCheck size={18} /></IconButton>
        </>
      )}
      <button type="button" className="button" aria-label={t.task.complete} aria-keyshortcuts={aria_keys('complete')} onClick={() => set_dialog('complete')}>
        <CheckCircle2 size={16} aria-hidden="true" /><span>{t.task.complete}</span>
      </button>
      <TransferDialog task={task} open={dialog === 'transfer'} close={() => set_dialog(null)} />
      <CompleteDialog task={task} open={dialog === 'complete'} close={() => set_dialog(null)} />
    </div>
  );
}
