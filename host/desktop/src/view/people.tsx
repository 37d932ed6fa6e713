// Two customers that are one, and one that is two.
import {useCallback, useRef, useState, type FormEvent} from 'react';
import type {Address, Conversation, Customer} from '../api/types';
import {plain} from '../state/select';
import {Avatar} from './bits';
import {useDesk, useDeskState, useTexts} from './context';
import {ActDialog, Sheet} from './dialogs';
import {typing_pause, useFound, type Found} from './search';

export const called = (customer: Customer, otherwise: string): string =>
  plain(customer.name || customer.addresses.find((each) => each.name)?.name || customer.addresses[0]?.address || '') || otherwise;

export const where = (customer: Customer): string =>
  customer.addresses.map((each) => `${each.channel} ${each.address}`).join(' · ');

export function MergeDialog({into, chosen = null, conversation, open, close}: {
  into: Customer; chosen?: Customer | null; conversation: Conversation; open: boolean; close: () => void;
}) {
  const t = useTexts();
  return (
    <Sheet title={t.people.merge} open={open} close={close}>
      <MergeForm into={into} chosen={chosen} conversation={conversation} close={close} />
    </Sheet>
  );
}

function useCandidates(q: string, not: string): Found<Customer> {
  const desk = useDesk();
  const ask = useCallback(async () => (await desk.find_customers(q)).filter((each) => each.id !== not), [desk, q, not]);
  return useFound(ask, typing_pause(q));
}

function MergeForm({into, chosen, conversation, close}: {
  into: Customer; chosen: Customer | null; conversation: Conversation; close: () => void;
}) {
  const t = useTexts();
  const desk = useDesk();
  const {me} = useDeskState();
  const [q, set_q] = useState('');
  const [from, set_from] = useState(chosen);
  const [busy, set_busy] = useState(false);
  const reason = useRef<HTMLInputElement>(null);
  const {all: found, current, failed} = useCandidates(q.trim(), into.id);
  const name = called(into, t.list.somebody);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!from) {
      return;
    }
    set_busy(true);
    const why = reason.current?.value.trim() ?? '';
    const note = t.people.merged_note(`${called(from, t.list.somebody)} (${where(from)})`, why);
    void desk.merge(into.id, from.id, why, conversation.id, note).then((done) => {
      set_busy(false);
      if (done) {
        close();
      }
    });
  };
  return (
    <form onSubmit={submit} className="dialog-body">
      {!chosen && <label className="field">{t.people.who}
        <input type="search" className="filter" value={q} autoFocus onChange={(event) => { set_q(event.target.value); set_from(null); }} placeholder={t.people.who_place} />
      </label>}
      {!chosen && <fieldset className="candidates">
        <legend className="unseen">{t.people.who}</legend>
        {found?.map((each) => (
          <label key={each.id} className="target">
            <input type="radio" name="from" checked={from?.id === each.id} onChange={() => set_from(each)} required />
            <Avatar name={called(each, '')} size="small" />
            <span><b>{called(each, t.list.somebody)}</b><small>{where(each)}</small></span>
          </label>
        ))}
        {current && found?.length === 0 && (
          <p className="quiet small" role="status">{failed ? t.list.search_failed : me?.role === 'agent' ? t.people.nobody_of_mine : t.people.nobody}</p>
        )}
      </fieldset>}
      {from && <ul className="statements">{t.people.merge_what(called(from, t.list.somebody), name).map((each) => <li key={each}>{each}</li>)}</ul>}
      <label className="field">{t.people.reason}
        <input ref={reason} placeholder={t.people.reason_place} maxLength={200} autoComplete="off" required />
      </label>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={close}>{t.task.cancel}</button>
        <button type="submit" className="button primary" disabled={!from || busy}>{t.people.merge_do}</button>
      </footer>
    </form>
  );
}

export function SplitDialog({customer, conversation, address, open, close}: {
  customer: Customer; conversation: Conversation; address: Address; open: boolean; close: () => void;
}) {
  const t = useTexts();
  const desk = useDesk();
  const shown = `${address.channel} ${address.address}`;
  return (
    <ActDialog title={t.people.split} what={t.people.split_what(shown, called(customer, t.list.somebody))}
      reason={{label: t.people.reason, place: t.people.split_place, required: true}} act={t.people.split_do} open={open} close={close}
      does={(why) => desk.split(customer.id, {channel: address.channel, address: address.address, reason: why}, conversation.id, t.people.split_note(shown, why))} />
  );
}
