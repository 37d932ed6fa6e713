// What was said in a conversation, from the newest up.
import {ArrowDown} from 'lucide-react';
import {memo, useCallback, useEffect, useMemo, useRef, useState} from 'react';
import type {Conversation, Message} from '../api/types';
import {keep_draft} from '../state/draft';
import {plugin_of, revisions, under_way, type Revision} from '../state/select';
import type {Thread} from '../state/state';
import {no_thread} from '../state/thread';
import {date_of, time_of_day} from '../text/time';
import {ChannelMark, Keys} from './bits';
import {is_overseer, useDesk, useLook, useNow, useSlice, useTexts} from './context';
import {ending, items_of, type Item, type Mark} from './items';
import {aria_keys, keys, useKeys} from './keys';
import {author_of, message_line} from './lines';
import {MessageView, OutgoingView} from './message';
import {ReviseDialog} from './revise';
import {useScroll} from './scroll';

const step = 100; // messages that are drawn at first, and more with each look further up
const lit = 1600; // how long a message that was jumped to stands out

export const Log = memo(function Log({conversation, name, can_reply, unread}: {
  conversation: Conversation; name: string; can_reply: boolean; unread: number;
}) {
  const t = useTexts();
  const desk = useDesk();
  const {id} = conversation;
  const thread = useSlice((state) => state.threads[id] ?? no_thread);
  const task = useSlice((state) => (conversation.task && state.tasks[conversation.task]) || null);
  const all_outgoing = useSlice((state) => state.outgoing);
  const outgoing = useMemo(() => under_way(all_outgoing, id), [all_outgoing, id]);
  const [mark] = useState<Mark>(() => ({
    read: desk.get().read[id] ?? 0, last: desk.get().threads[id]?.messages.at(-1)?.seq ?? 0,
  }));
  const [most, set_most] = useState(step);
  const drawn = useMemo(() => (thread.messages.length <= most ? thread
    : {messages: thread.messages.slice(-most), whole: false}), [thread, most]);
  const items = useMemo(() => items_of(t, conversation, task, drawn, mark), [t, conversation, task, drawn, mark]);
  const seen = useCallback(() => desk.see(id), [desk, id]);
  const more = thread.messages.length > most;
  const earlier = useCallback(() => {
    if (more) {
      set_most((before) => before + step);
    } else {
      desk.load_earlier(id).then(() => set_most((before) => before + step), () => undefined);
    }
  }, [desk, id, more]);
  const first = drawn.messages[0]?.id ?? '';
  const incomplete = !drawn.whole && drawn.messages.length > 0;
  const {log, at_end, to_end, scrolled} = useScroll(first, items.length + outgoing.length, {seen, earlier: incomplete ? earlier : null});
  const jump = useCallback((message: string) => {
    desk.load_back_to(id, message).then((there) => {
      if (there) {
        set_most((before) => Math.max(before, behind(desk.get().threads[id] ?? no_thread, message) + step));
        requestAnimationFrame(() => requestAnimationFrame(() => show_message(message)));
      }
    }, () => undefined);
  }, [desk, id]);
  const reply = useCallback((message: Message) =>
    keep_draft(desk.get().me?.id ?? '', id, {reply_to: message.id, note: false}), [desk, id]);
  const overseer = useSlice(is_overseer);
  const [revising, set_revising] = useState<{message: Message; how: Revision} | null>(null);
  const revise = useCallback((message: Message, how: Revision) => set_revising({message, how}), []);
  const end = ending(t, conversation, task);
  const to_newest = useCallback(() => {
    set_most(step);
    to_end();
  }, [to_end]);
  useKeys({newest: to_newest});
  return (
    <>
      <div className="log" ref={log} onScroll={scrolled} role="log" aria-live="off" aria-label={t.thread.log} tabIndex={0}>
        <div className="log-inside">
          {incomplete && <p className="earlier"><button type="button" className="link" onClick={earlier}>{t.thread.earlier}</button></p>}
          <Items items={items} thread={thread.messages} name={name} reply={can_reply ? reply : null}
            revise={can_reply || overseer ? revise : null} jump={jump} />
          {end && <p className="happened">{end}</p>}
          {outgoing.map((each) => <OutgoingView key={each.key} what={each} />)}
          <TypingLine id={id} name={name} />
        </div>
      </div>
      {!at_end && (
        <div className="to-newest">
          <button type="button" onClick={to_newest} aria-keyshortcuts={aria_keys('newest')}>
            <ArrowDown size={14} aria-hidden="true" />{t.thread.newest}
            {unread > 0 ? <b className="badge" aria-label={t.list.unread(unread)}>{unread}</b> : <Keys>{keys.newest.shown}</Keys>}
          </button>
        </div>
      )}
      <Heard id={id} name={name} />
      {revising && <ReviseDialog {...revising} name={name} close={() => set_revising(null)} />}
    </>
  );
});

const nothing = (): void => undefined;

// How many messages there are from that one on.
const behind = ({messages}: Thread, id: string): number => messages.length - messages.findIndex((each) => each.id === id);

function show_message(id: string): void {
  const element = document.getElementById(id);
  element?.scrollIntoView({block: 'center'});
  element?.focus({preventScroll: true});
  element?.setAttribute('data-lit', 'true');
  setTimeout(() => element?.removeAttribute('data-lit'), lit);
}

const Items = memo(function Items({items, thread, name, reply, revise, jump}: {
  items: readonly Item[]; thread: readonly Message[]; name: string;
  reply: ((message: Message) => void) | null; revise: ((message: Message, how: Revision) => void) | null;
  jump: (message: string) => void;
}) {
  const t = useTexts();
  const me = useSlice((state) => state.me);
  const agents = useSlice((state) => state.agents);
  const channels = useSlice((state) => state.channels);
  const by_id = useMemo(() => new Map(thread.map((each) => [each.id, each])), [thread]);
  const called = (message: Message): string => {
    const author = author_of(t, {me, agents}, message, name);
    return message.direction === 'internal' && message.author.id === me?.id ? me?.name ?? author : author;
  };
  return items.map((each, index) => {
    if (each.kind !== 'message') {
      return <Between key={`${each.kind} ${'at' in each ? each.at : ''} ${index}`} item={each} />;
    }
    const {message} = each;
    const answered = (message.reply_to && by_id.get(message.reply_to)) || null;
    return (
      <MessageView key={message.id} message={message} first={each.first} reactions={each.reactions} author={called(message)}
        answered={answered} answered_author={answered ? called(answered) : ''} reply={reply} jump={jump}
        may={revise ? revisions({me, channels}, message).join(' ') : ''} revise={revise ?? nothing} />
    );
  });
});

function Between({item}: {item: Exclude<Item, {kind: 'message'}>}) {
  const t = useTexts();
  const {language} = useLook();
  const channels = useSlice((state) => state.channels);
  switch (item.kind) {
    case 'day':
      return <p className="day"><span>{date_of(item.at, language, Date.now())}</span></p>;
    case 'new':
      return <p className="day new"><span>{t.thread.fresh}</span></p>;
    case 'channel':
      return <p className="happened"><ChannelMark plugin={plugin_of(channels, item.channel)} />{t.thread.on_channel(item.channel)}</p>;
    case 'fact':
      return <p className="happened">{item.text} · <time dateTime={item.at}>{time_of_day(item.at, language)}</time></p>;
  }
}

function TypingLine({id, name}: {id: string; name: string}) {
  const t = useTexts();
  const now = useNow();
  const until = useSlice((state) => state.typing[id] ?? 0);
  return until > now ? <p className="typing"><i /><i /><i /><span>{t.thread.typing(name)}</span></p> : null;
}

// A screen reader hears what the customer says, not each tick under a message nor a page of the past.
function Heard({id, name}: {id: string; name: string}) {
  const t = useTexts();
  const desk = useDesk();
  const [said, set_said] = useState({count: 0, text: ''});
  const latest = useRef({t, name});
  useEffect(() => { latest.current = {t, name}; });
  useEffect(() => desk.hear((notice) => {
    if (notice.kind === 'message' && notice.message.conversation === id && !notice.message.content.reaction) {
      const text = `${latest.current.name}: ${message_line(latest.current.t, notice.message)}`;
      set_said(({count}) => ({count: count + 1, text}));
    }
  }), [desk, id]);
  // The same words said twice are heard twice.
  return <p className="unseen" role="status"><span key={said.count}>{said.text}</span></p>;
}
