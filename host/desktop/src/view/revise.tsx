// A message that went out, said otherwise or taken back.
import {useRef, useState, type FormEvent} from 'react';
import type {Message} from '../api/types';
import type {Revision} from '../state/select';
import {useDesk, useTexts} from './context';
import {ActDialog, Sheet} from './dialogs';

export function ReviseDialog({message, how, name, close}: {message: Message; how: Revision; name: string; close: () => void}) {
  const t = useTexts();
  const desk = useDesk();
  return how === 'edit' ? <Rewording message={message} name={name} close={close} /> : (
    <ActDialog title={t.thread.take_back} what={t.thread.take_back_what(name)} act={t.thread.take_back_do}
      does={() => desk.take_back(message)} open close={close} />
  );
}

function Rewording({message, name, close}: {message: Message; name: string; close: () => void}) {
  const t = useTexts();
  const desk = useDesk();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, set_text] = useState(message.content.text ?? '');
  const [busy, set_busy] = useState(false);
  const ready = !busy && text.trim() !== '' && text.trim() !== message.content.text;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) {
      return;
    }
    set_busy(true);
    void desk.reword(message, text.trim()).then((done) => {
      set_busy(false);
      if (done) {
        close();
      }
    });
  };
  return (
    <Sheet title={t.thread.edit} open close={close} first={field}>
      <form onSubmit={submit} className="dialog-body">
        <p className="quiet">{t.thread.edit_what(name)}</p>
        <label className="field">{t.thread.words}
          <textarea ref={field} rows={5} value={text} maxLength={60_000} dir="auto" onChange={(event) => set_text(event.target.value)} />
        </label>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={close}>{t.task.cancel}</button>
          <button type="submit" className="button primary" disabled={!ready}>{t.thread.edit_do}</button>
        </footer>
      </form>
    </Sheet>
  );
}
