// The desk with everything on it.
import {useCallback, useEffect, useState} from 'react';
import {X} from 'lucide-react';
import {Refusal} from '../api/client';
import type {Conversation} from '../api/types';
import {name_of, offered_name, unread_in_all, is_mine, offers} from '../state/select';
import {IconButton} from './bits';
import {go, is_overseer, to_conversation, useDesk, useDeskState, useIsWide, useLook, usePlace, useTexts} from './context';
import {CustomerPanel} from './customer';
import {KeysDialog, Sheet} from './dialogs';
import {useKeys, useQuestionMark} from './keys';
import {useLeaving} from './leaving';
import {message_line} from './lines';
import {List} from './list';
import {Offers} from './offers';
import {Rail} from './rail';
import {NoThread, ThreadView} from './thread';
import {Wall} from './wall';

// What is begun in the panel is about this customer in this conversation: a key or an offer may bring up
// another, also under an open dialog.
const about_of = ({id, customer}: Conversation): string => `${id} ${customer}`;

export function Workplace({log_out}: {log_out: () => void}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const place = usePlace();
  const wide = useIsWide();
  const [beside, set_beside] = useState(true); // the customer's panel, where there is room for it
  const [over, set_over] = useState(false); // and over the thread, where there is none
  const [help, set_help] = useState(false);
  const show_keys = useCallback(() => set_help(true), []);
  const {look} = useLook();
  useKeys({help: show_keys});
  useQuestionMark(look.question_mark, show_keys);
  useLeaving();
  useNotifications();
  useEffect(() => set_over(false), [place.conversation]);
  const conversation = place.conversation ? state.conversations[place.conversation] : undefined;
  const leave = useCallback(() => {
    void desk.log_out().then((done) => done && log_out());
  }, [desk, log_out]);
  const wall = place.view === 'wall' && is_overseer(state);
  return (
    <div className="workplace" data-view={wall ? 'wall' : place.conversation ? 'thread' : 'list'} data-panel={wide && beside && !!conversation}>
      <Rail log_out={leave} show_keys={show_keys} />
      <main className="desk">
        <h1 className="unseen">{t.desktop}</h1>
        <LinkState />
        {wall ? <Wall /> : (
          <div className="desk-parts">
            <List />
            {place.conversation
              ? <ThreadView id={place.conversation} customer_shown={wide ? beside : over}
                  show_customer={() => (wide ? set_beside(!beside) : set_over(true))} />
              : <NoThread />}
            {wide && beside && conversation && (
              <aside className="side-panel" aria-label={t.customer.title} tabIndex={0}>
                <CustomerPanel key={about_of(conversation)} conversation={conversation} close={null} />
              </aside>
            )}
          </div>
        )}
      </main>
      <Offers />
      <Refusals desk_said={desk.hear} />
      {conversation && (
        <Sheet side title={t.customer.title} open={!wide && over} close={() => set_over(false)}>
          <CustomerPanel key={about_of(conversation)} conversation={conversation} close={() => set_over(false)} />
        </Sheet>
      )}
      <KeysDialog open={help} close={() => set_help(false)} />
    </div>
  );
}

function LinkState() {
  const t = useTexts();
  const desk = useDesk();
  const {link} = useDeskState();
  return (
    <div className="link-state" role="status" data-link={link}>
      {link === 'lost' && (
        <><span>{t.link.lost}</span><button type="button" className="link" onClick={desk.reconnect}>{t.link.now}</button></>
      )}
    </div>
  );
}

function Refusals({desk_said}: {desk_said: ReturnType<typeof useDesk>['hear']}) {
  const t = useTexts();
  const [said, set_said] = useState<{id: number; text: string} | null>(null);
  useEffect(() => desk_said((notice) => {
    if (notice.kind === 'refused') {
      const {why} = notice;
      const text = why.status === 0 ? t.refused.unreachable : why.status === 409 || why.status === 404 ? `${t.refused.gone} (${why.message})` : why.message;
      set_said({id: Date.now(), text});
    }
  }), [desk_said, t]);
  useEffect(() => {
    if (!said) {
      return undefined;
    }
    const timer = setTimeout(() => set_said(null), 8000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div className="refusals" role="alert">
      {said && (
        <p className="refusal" key={said.id}><span><b>{t.refused.title}.</b> {said.text}</span>
          <IconButton label={t.refused.dismiss} onClick={() => set_said(null)}><X size={14} /></IconButton></p>
      )}
    </div>
  );
}

// In the title always; as the browser's notifications when they are wanted and nobody looks.
function useNotifications(): void {
  const t = useTexts();
  const desk = useDesk();
  const {look} = useLook();
  const state = useDeskState();
  const count = unread_in_all(state) + offers(state).length;
  useEffect(() => {
    document.title = count > 0 ? `(${count}) Selat` : 'Selat';
  }, [count]);
  useEffect(() => desk.hear((notice) => {
    const unwatched = document.visibilityState === 'hidden' || !document.hasFocus();
    if (!look.notify || !unwatched || !('Notification' in window) || Notification.permission !== 'granted') {
      return;
    }
    const now = desk.get();
    if (notice.kind === 'message') {
      const conversation = now.conversations[notice.message.conversation];
      if (conversation && is_mine(now, conversation)) {
        show(name_of(now, conversation) || t.list.somebody, message_line(t, notice.message), conversation.id, conversation.id);
      }
    } else if (notice.kind === 'offer') {
      const reservation = now.reservations[notice.reservation];
      if (reservation) {
        const tell = (): void => {
          const task = desk.get().tasks[reservation.task];
          const channel = String(task?.attributes['channel'] ?? '');
          show(t.notify.offer(offered_name(desk.get(), task) || t.list.somebody), t.notify.offer_body(channel, task?.queue ?? ''), reservation.id, null);
        };
        desk.load_task(reservation.task).then(tell, (why: unknown) => {
          if (!(why instanceof Refusal)) {
            throw why;
          }
        });
      }
    }
  }), [desk, look.notify, t]);
}

// One of each conversation and offer; each new word is told anew, in the place of the one before.
function show(title: string, body: string, tag: string, conversation: string | null): void {
  const how: NotificationOptions & {renotify: boolean} = {body, tag, renotify: true, icon: '/desktop/mark.svg'};
  const one = new Notification(title, how);
  one.onclick = () => {
    window.focus();
    if (conversation) {
      go(to_conversation(conversation));
    }
    one.close();
  };
}

