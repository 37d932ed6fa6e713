// Others who may be the same person: nothing joins them but somebody's word.
import {Merge} from 'lucide-react';
import {useCallback, useState} from 'react';
import type {Conversation, Customer, Match} from '../api/types';
import {plain} from '../state/select';
import {useDesk, useTexts} from './context';
import {called, MergeDialog} from './people';
import {useFound} from './search';

export function Matches({customer, conversation}: {customer: Customer; conversation: Conversation}) {
  const t = useTexts();
  const desk = useDesk();
  const [merging, set_merging] = useState<Match | null>(null);
  const known = customer.addresses.map((each) => `${each.channel} ${each.address} ${each.verified}`).join('\n');
  // Asked again when an address comes, goes or is verified.
  const ask = useCallback(() => desk.find_matches(customer.id), [desk, customer.id, known]);
  const {all} = useFound(ask, 0);
  if (!all || all.length === 0) {
    return null;
  }
  return (
    <section aria-label={t.people.matches}>
      <h3>{t.people.matches}</h3>
      <ul className="matches">
        {all.map((each) => (
          <li key={each.customer.id}>
            <p className="small">{t.people.match(called(each.customer, t.list.somebody), plain(each.address), each.channel)}
              {!each.verified && <em> {t.people.match_claimed}</em>}{each.split && <em> {t.people.match_split}</em>}</p>
            <button type="button" className="button small" onClick={() => set_merging(each)}><Merge size={14} aria-hidden="true" />{t.people.merge_do}</button>
          </li>
        ))}
      </ul>
      {merging && <MergeDialog into={customer} chosen={merging.customer} conversation={conversation} open close={() => set_merging(null)} />}
    </section>
  );
}
