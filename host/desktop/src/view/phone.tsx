// The call on the line: how it stands, and what can be done with it.
import {LogOut, Mic, MicOff, Pause, PhoneCall, PhoneForwarded, PhoneOff, Play} from 'lucide-react';
import {useState, type FormEvent} from 'react';
import {phone_call} from '../state/phone_call';
import type {Row} from '../state/select';
import {IconButton} from './bits';
import {useDesk, useDeskState, useTexts} from './context';
import {Sheet} from './dialogs';

export function PhoneControls({row}: {row: Row}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const [asking, set_asking] = useState(false);
  const {id, status} = row.conversation;
  const call = phone_call(state.threads[id]?.messages ?? []);
  if (!call || status !== 'open') {
    return null;
  }
  const does = (what: string, to?: string): void =>
    desk.write(id, {call: {state: what, ...(to ? {to} : {})}}, {note: false, reply_to: null, channel: null});
  const talks = row.mine && call.with === 'agent';
  return (
    <div className="phone" role="group" aria-label={t.phone.title}>
      <span className="phone-state" role="status">{call.held ? t.phone.held : t.phone.with[call.with]}</span>
      {talks && (
        <>
          <IconButton label={call.held ? t.phone.unhold : t.phone.hold} className={call.held ? 'on' : ''} onClick={() => does(call.held ? 'unhold' : 'hold')}>
            {call.held ? <Play size={18} /> : <Pause size={18} />}
          </IconButton>
          <IconButton label={call.muted ? t.phone.unmute : t.phone.mute} className={call.muted ? 'on' : ''} onClick={() => does(call.muted ? 'unmute' : 'mute')}>
            {call.muted ? <MicOff size={18} /> : <Mic size={18} />}
          </IconButton>
          <IconButton label={t.phone.number} onClick={() => set_asking(true)}><PhoneForwarded size={18} /></IconButton>
          {call.shared && <IconButton label={t.phone.leave} onClick={() => does('leave')}><LogOut size={18} /></IconButton>}
        </>
      )}
      {row.mine && call.with === 'unanswered' && <IconButton label={t.phone.again} onClick={() => does('connect')}><PhoneCall size={18} /></IconButton>}
      {row.mine && <IconButton label={t.phone.hang_up} className="hang-up" onClick={() => does('hangup')}><PhoneOff size={18} /></IconButton>}
      <Sheet title={t.phone.number} open={asking && talks} close={() => set_asking(false)}>
        <NumberForm does={does} close={() => set_asking(false)} />
      </Sheet>
    </div>
  );
}

// To give the caller away, or to bring somebody in first.
function NumberForm({does, close}: {does: (what: string, to: string) => void; close: () => void}) {
  const t = useTexts();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const button = (event.nativeEvent as SubmitEvent).submitter;
    does(button?.getAttribute('value') ?? 'consult', String(new FormData(event.currentTarget).get('to')).trim());
    close();
  };
  return (
    <form onSubmit={submit} className="dialog-body">
      <ul className="statements">{t.phone.number_what().map((each) => <li key={each}>{each}</li>)}</ul>
      <label className="field">{t.phone.to}
        <input name="to" inputMode="tel" autoComplete="off" required maxLength={200} autoFocus pattern="\s*(\+[1-9][0-9]{1,14}|(client|sips?):\S+)\s*" title={t.phone.to_form} placeholder="+60312345678" />
      </label>
      <footer className="dialog-foot">
        <button type="submit" className="button" value="transfer">{t.phone.transfer}</button>
        <button type="submit" className="button primary" value="consult">{t.phone.consult}</button>
      </footer>
    </form>
  );
}
