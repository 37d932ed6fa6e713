import {Dialog, DialogDismiss, DialogHeading} from '@ariakit/react';
import {X} from 'lucide-react';
import {useRef, useState, type FormEvent, type ReactNode, type RefObject} from 'react';
import type {Task} from '../api/types';
import {Avatar} from './bits';
import {useDesk, useDeskState, useLook, useTexts} from './context';
import {keys, type Act} from './keys';
import {activity_name} from './lines';

export function Sheet({title, open, close, side = false, first, children}: {
  title: string; open: boolean; close: () => void; side?: boolean; children: ReactNode;
  first?: RefObject<HTMLElement | null>; // what gets the focus
}) {
  const t = useTexts();
  return (
    <Dialog open={open} onClose={close} unmountOnHide className={side ? 'dialog side' : 'dialog'}
      backdrop={<div className="backdrop" />} aria-label={title} {...(first ? {initialFocus: first} : {})}>
      {!side && (
        <header className="dialog-head">
          <DialogHeading>{title}</DialogHeading>
          <DialogDismiss className="icon-button" aria-label={t.keys.close}><X size={18} /></DialogDismiss>
        </header>
      )}
      {children}
    </Dialog>
  );
}

const many = 12; // targets, from which on they can be searched
const most_targets = 50;

export function TransferDialog({task, open, close}: {task: Task; open: boolean; close: () => void}) {
  const t = useTexts();
  return (
    <Sheet title={t.task.transfer_title} open={open} close={close}>
      <TransferForm task={task} close={close} />
    </Sheet>
  );
}

function TransferForm({task, close}: {task: Task; close: () => void}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const [to, set_to] = useState('');
  const [busy, set_busy] = useState(false);
  const [q, set_q] = useState('');
  const matches = (...words: string[]): boolean => words.some((each) => each.toLowerCase().includes(q.trim().toLowerCase()));
  const queues = Object.values(state.queues).filter(({queue}) => matches(queue.id))
    .sort((a, b) => (a.queue.id < b.queue.id ? -1 : 1)).slice(0, most_targets);
  const agents = Object.values(state.agents)
    .filter((each) => each.id !== task.agent && matches(each.id, each.name))
    .sort((a, b) => Number(b.available) - Number(a.available) || (a.name < b.name ? -1 : 1)).slice(0, most_targets);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get('note')).trim();
    const [kind, id = ''] = to.split(/ (.*)/);
    set_busy(true);
    void desk.transfer(task.id, kind === 'queue' ? {queue: id} : {agent: id}, note).then((done) => {
      set_busy(false);
      if (done) {
        close();
      }
    });
  };
  const radio = (value: string) => (
    <input type="radio" name="to" value={value} checked={to === value} onChange={() => set_to(value)} required />
  );
  return (
    <form onSubmit={submit} className="dialog-body">
      {Object.keys(state.queues).length + Object.keys(state.agents).length > many && (
        <input type="search" className="filter" value={q} onChange={(event) => set_q(event.target.value)} aria-label={t.task.filter} placeholder={t.task.filter} />
      )}
      <div className="targets">
        <fieldset>
          <legend>{t.task.queues}</legend>
          {queues.map(({queue}) => (
            <label key={queue.id} className="target">
              {radio(`queue ${queue.id}`)}
              <span><b>{queue.id}</b><small>{t.task.waiting(queue.waiting)} · {t.task.free(queue.available_agents)}</small></span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t.task.agents}</legend>
          {agents.map((each) => (
            <label key={each.id} className="target">
              {radio(`agent ${each.id}`)}
              <Avatar name={each.name} size="small" />
              <span><b>{each.name}</b><small><i className="dot" data-available={each.available} aria-hidden="true" /> {activity_name(t, each.activity)}</small></span>
            </label>
          ))}
          {agents.length === 0 && <p className="quiet small">{t.task.nobody}</p>}
        </fieldset>
      </div>
      <label className="field">{t.task.note}<textarea name="note" rows={3} placeholder={t.task.note_place} maxLength={2000} /></label>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={close}>{t.task.cancel}</button>
        <button type="submit" className="button primary" disabled={to === '' || busy}>{t.task.transfer}</button>
      </footer>
    </form>
  );
}

// What is about to happen, said before it does; and why, where that is asked for.
export function ActDialog({title, what, reason, act, does, open, close}: {
  title: string;
  what: readonly string[];
  reason?: {label: string; place: string; required?: boolean};
  act: string;
  does: (reason: string) => Promise<boolean>;
  open: boolean;
  close: () => void;
}) {
  const t = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [busy, set_busy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const why = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    set_busy(true);
    void does(why).then((done) => {
      set_busy(false);
      if (done) {
        close();
      }
    });
  };
  return (
    <Sheet title={title} open={open} close={close} {...(reason ? {first: field} : {})}>
      <form onSubmit={submit} className="dialog-body">
        {what.length === 1 ? <p className="quiet">{what[0]}</p> : <ul className="statements">{what.map((each) => <li key={each}>{each}</li>)}</ul>}
        {reason && (
          <label className="field">{reason.label}
            <input ref={field} name="reason" placeholder={reason.place} maxLength={200} autoComplete="off" required={reason.required ?? false} />
          </label>
        )}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={close}>{t.task.cancel}</button>
          <button type="submit" className="button primary" disabled={busy}>{act}</button>
        </footer>
      </form>
    </Sheet>
  );
}

export function KeysDialog({open, close}: {open: boolean; close: () => void}) {
  const t = useTexts();
  const {look, change} = useLook();
  return (
    <Sheet title={t.keys.title} open={open} close={close}>
      <dl className="dialog-body shortcuts">
        {(Object.keys(keys) as Act[]).map((act) => (
          <div key={act}><dt>{t.keys[act]}</dt><dd><kbd>{keys[act].shown}</kbd></dd></div>
        ))}
        <div><dt>{t.keys.help}</dt><dd><kbd>?</kbd></dd></div>
      </dl>
      <label className="dialog-body check">
        <input type="checkbox" checked={look.question_mark} onChange={(event) => change({question_mark: event.target.checked})} />
        {t.keys.question_mark}
      </label>
    </Sheet>
  );
}
