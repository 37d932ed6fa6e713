// A caller proves that an address is theirs: a code goes there, and they read it out.
import {ShieldCheck} from 'lucide-react';
import {useState, type FormEvent} from 'react';
import {Refusal} from '../api/client';
import type {Customer, Verification} from '../api/types';
import {plain} from '../state/select';
import type {Texts} from '../text/en';
import {span, type Language} from '../text/time';
import {useDesk, useDeskState, useLook, useNow, useTexts} from './context';
import {Sheet} from './dialogs';
import {called} from './people';

export interface Wish {
  channel: string;
  to: string;
}

export function VerifyDialog({customer, wish, close}: {customer: Customer; wish: Wish; close: () => void}) {
  const t = useTexts();
  return (
    <Sheet title={t.verify.title} open close={close}>
      <Steps customer={customer} wish={wish} close={close} />
    </Sheet>
  );
}

function said_of(t: Texts, why: Refusal, language: Language): string {
  switch (why.status) {
    case 0: return t.refused.unreachable;
    case 409: return t.verify.gone;
    case 429: return t.verify.later(span(why.retry_after ?? 30, language));
    default: return why.message;
  }
}

function Steps({customer, wish, close}: {customer: Customer; wish: Wish; close: () => void}) {
  const t = useTexts();
  const desk = useDesk();
  const {language} = useLook();
  const [to, set_to] = useState(wish);
  const [sent, set_sent] = useState<Verification | null>(null);
  const [done, set_done] = useState(false);
  const [busy, set_busy] = useState(false);
  const [wrong, set_wrong] = useState('');
  const attempt = (doing: Promise<void>, refused: (why: Refusal) => string): void => {
    set_busy(true);
    set_wrong('');
    doing.catch((why: unknown) => {
      if (!(why instanceof Refusal)) {
        throw why;
      }
      set_wrong(refused(why));
    }).finally(() => set_busy(false));
  };
  const send = (): void => attempt(desk.send_code(customer.id, to).then(set_sent), (why) => said_of(t, why, language));
  const check = (one: Verification, code: string): void =>
    attempt(desk.check_code(one, code).then(() => set_done(true)), (why) => {
      if (why.status !== 422) {
        return said_of(t, why, language);
      }
      set_sent({...one, attempts_left: Math.max(0, one.attempts_left - 1)});
      return t.verify.wrong;
    });
  if (done) {
    return (
      <div className="dialog-body">
        <p className="verified" role="status"><ShieldCheck size={20} aria-hidden="true" />{t.verify.done(`${to.channel} ${plain(to.to)}`)}</p>
        <footer className="dialog-foot"><button type="button" className="button primary" onClick={close} autoFocus>{t.verify.close}</button></footer>
      </div>
    );
  }
  return sent
    ? <Code sent={sent} busy={busy} wrong={wrong} check={(code) => check(sent, code)} again={send} />
    : <Where customer={customer} to={to} set_to={set_to} busy={busy} wrong={wrong} send={send} close={close} />;
}

function Where({customer, to, set_to, busy, wrong, send, close}: {
  customer: Customer; to: Wish; set_to: (to: Wish) => void; busy: boolean; wrong: string; send: () => void; close: () => void;
}) {
  const t = useTexts();
  const channels = Object.values(useDeskState().channels).filter((each) => each.state !== 'stopped');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  return (
    <form onSubmit={submit} className="dialog-body">
      <ul className="statements">{t.verify.what(called(customer, t.list.somebody)).map((each) => <li key={each}>{each}</li>)}</ul>
      <label className="field">{t.verify.channel}
        <select value={to.channel} required onChange={(event) => set_to({...to, channel: event.target.value})}>
          <option value="" disabled hidden />
          {channels.map((each) => <option key={each.id} value={each.id}>{each.id}</option>)}
        </select>
      </label>
      <label className="field">{t.verify.to}
        <input value={to.to} required maxLength={320} autoComplete="off" onChange={(event) => set_to({...to, to: event.target.value})} />
      </label>
      <p className="wrong" role="alert">{wrong}</p>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={close}>{t.task.cancel}</button>
        <button type="submit" className="button primary" disabled={busy}>{t.verify.send}</button>
      </footer>
    </form>
  );
}

function Code({sent, busy, wrong, check, again}: {
  sent: Verification; busy: boolean; wrong: string; check: (code: string) => void; again: () => void;
}) {
  const t = useTexts();
  const {language} = useLook();
  const now = useNow();
  const left = Math.max(0, (Date.parse(sent.expires) - now) / 1000);
  const usable = left > 0 && sent.attempts_left > 0;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    check(String(new FormData(event.currentTarget).get('code')).trim());
  };
  return (
    <form onSubmit={submit} className="dialog-body">
      <p role="status">{t.verify.sent(`${sent.channel} ${plain(sent.to)}`)}</p>
      <label className="field">{t.verify.code}
        <input key={sent.id} name="code" className="code" inputMode="numeric" autoComplete="off" pattern="[\d\s\-]*" maxLength={12} required autoFocus disabled={!usable} />
      </label>
      <p className="quiet small">{usable ? t.verify.left(span(left, language), sent.attempts_left) : t.verify.over}</p>
      <p className="wrong" role="alert">{wrong}</p>
      <footer className="dialog-foot">
        <button type="button" className="button" disabled={busy} onClick={again}>{t.verify.again}</button>
        <button type="submit" className="button primary" disabled={busy || !usable}>{t.verify.check}</button>
      </footer>
    </form>
  );
}
