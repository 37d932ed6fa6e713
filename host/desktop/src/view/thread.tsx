// One conversation: what was said, what happened, and what can be done.
import {ArrowLeft, MessageCircleMore, PanelRight, Paperclip} from 'lucide-react';
import {useEffect, useState, type DragEvent} from 'react';
import type {Conversation} from '../api/types';
import {name_of, plugin_of, row_of} from '../state/select';
import {Actions} from './actions';
import {Avatar, Empty, IconButton} from './bits';
import {Composer, what_is_allowed} from './composer';
import {useDesk, useDeskState, useTexts} from './context';
import {handler_line} from './lines';
import {Log} from './log';
import {PhoneControls} from './phone';

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

// Files that are dragged over it may be dropped anywhere in the thread.
function useDrop(allowed: boolean, take: (files: File[]) => void) {
  const [over, set_over] = useState(false);
  const carries_files = (event: DragEvent): boolean => allowed && event.dataTransfer.types.includes('Files');
  return {
    over,
    acts: {
      onDragOver: (event: DragEvent) => {
        if (carries_files(event)) {
          event.preventDefault();
          set_over(true);
        }
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
          set_over(false);
        }
      },
      onDrop: (event: DragEvent) => {
        set_over(false);
        if (carries_files(event)) {
          event.preventDefault();
          take([...event.dataTransfer.files]);
        }
      },
    },
  };
}

function Talk({conversation, show_customer, customer_shown}: {
  conversation: Conversation; show_customer: () => void; customer_shown: boolean;
}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const {id} = conversation;
  const name = name_of(state, conversation) || t.list.somebody;
  const row = row_of(state, conversation);
  const may = what_is_allowed(state, row);
  const {over, acts} = useDrop(may.reply || may.note, (files) => desk.uploads.add(id, files));
  const about = [
    conversation.channel,
    row.mine && row.task?.status === 'wrapping' ? t.list.wrapping : row.mine ? row.task?.queue : handler_line(t, state, row),
  ];
  return (
    <section className="thread" aria-label={name} {...acts}>
      <header className="thread-head">
        <a className="icon-button only-small" href="#/conversations" aria-label={t.thread.back}><ArrowLeft size={18} /></a>
        <Avatar name={name} plugin={plugin_of(state.channels, conversation.channel)} />
        <div className="thread-who">
          <h2>{name}</h2>
          <p>{about.filter(Boolean).join(' · ')}</p>
        </div>
        <PhoneControls row={row} />
        <Actions row={row} name={name} />
        <IconButton label={t.task.customer} onClick={show_customer} aria-pressed={customer_shown}><PanelRight size={18} /></IconButton>
      </header>
      <Log conversation={conversation} name={name} can_reply={may.reply} unread={row.unread} />
      <Composer row={row} />
      {over && <p className="dropping"><Paperclip size={22} aria-hidden="true" />{t.write.drop}</p>}
    </section>
  );
}
