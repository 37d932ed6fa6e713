import {Dialog, DialogDismiss, DialogHeading} from '@ariakit/react';
import {X} from 'lucide-react';
import {useRef, useState, type FormEvent, type ReactNode, type RefObject} from 'react';
import type {Task} from '../api/types';
import {Avatar} from './bits';
import {useDesk, useDeskState, useTexts} from './context';
import {keys, type Act} from './keys';
import {activity_name} from './rail';

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
  const queues = Object.values(state.queues).sort((a, b) => (a.queue.id < b.queue.id ? -1 : 1));
  const agents = Object.values(state.agents)
    .filter((each) => each.id !== state.me?.id)
    .sort((a, b) => Number(b.available) - Number(a.available) || (a.name < b.name ? -1 : 1));
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

export function CompleteDialog({task, open, close}: {task: Task; open: boolean; close: () => void}) {
  const t = useTexts();
  const desk = useDesk();
  const field = useRef<HTMLInputElement>(null);
  const [busy, set_busy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    set_busy(true);
    void desk.complete(task.id, reason).then((done) => {
      set_busy(false);
      if (done) {
        close();
      }
    });
  };
  return (
    <Sheet title={t.task.complete_title} open={open} close={close} first={field}>
      <form onSubmit={submit} className="dialog-body">
        <p className="quiet">{t.task.complete_what}</p>
        <label className="field">{t.task.complete_why}<input ref={field} name="reason" placeholder={t.task.complete_place} maxLength={200} autoComplete="off" /></label>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={close}>{t.task.cancel}</button>
          <button type="submit" className="button primary" disabled={busy}>{t.task.complete}</button>
        </footer>
      </form>
    </Sheet>
  );
}

export function KeysDialog({open, close}: {open: boolean; close: () => void}) {
  const t = useTexts();
  return (
    <Sheet title={t.keys.title} open={open} close={close}>
      <dl className="dialog-body shortcuts">
        {(Object.keys(keys) as Act[]).map((act) => (
          <div key={act}><dt>{t.keys[act]}</dt><dd><kbd>{keys[act].shown}</kbd></dd></div>
        ))}
      </dl>
    </Sheet>
  );
}
