// Where a customer can be reached, and what is known of each address.
import {Menu, MenuButton, MenuItem, MenuProvider} from '@ariakit/react';
import {Copy, KeyRound, MoreHorizontal, ShieldCheck, Split} from 'lucide-react';
import {useState} from 'react';
import type {Address, Conversation, Customer} from '../api/types';
import {plain, plugin_of} from '../state/select';
import {when} from '../text/time';
import {ChannelMark} from './bits';
import {useDeskState, useLook, useNow, useTexts} from './context';
import {named} from './lines';
import {SplitDialog} from './people';
import {VerifyDialog, type Wish} from './verify';

export function Addresses({customer, conversation, can}: {customer: Customer; conversation: Conversation; can: boolean}) {
  const t = useTexts();
  const [splitting, set_splitting] = useState<Address | null>(null);
  const [wish, set_wish] = useState<Wish | null>(null);
  return (
    <section aria-label={t.customer.addresses}>
      <h3>{t.customer.addresses}</h3>
      <ul className="addresses">
        {customer.addresses.map((each) => (
          <OneAddress key={`${each.channel} ${each.address}`} one={each}
            split={can && customer.addresses.length > 1 ? () => set_splitting(each) : null}
            verify={can && !each.verified ? () => set_wish({channel: each.channel, to: each.address}) : null} />
        ))}
      </ul>
      {can && <button type="button" className="link verify" onClick={() => set_wish({channel: '', to: ''})}>{t.verify.another}</button>}
      {wish && <VerifyDialog customer={customer} wish={wish} close={() => set_wish(null)} />}
      {splitting && (
        <SplitDialog customer={customer} conversation={conversation} address={splitting} open close={() => set_splitting(null)} />
      )}
    </section>
  );
}

function OneAddress({one, split, verify}: {one: Address; split: (() => void) | null; verify: (() => void) | null}) {
  const t = useTexts();
  const {language} = useLook();
  const {channels} = useDeskState();
  const now = useNow();
  const reach = named(t.customer.reach, one.reach);
  return (
    <li>
      <ChannelMark plugin={plugin_of(channels, one.channel)} />
      <span className="address">
        <b>{one.channel}{one.verified && <ShieldCheck size={13} role="img" aria-label={t.customer.verified} />}</b>
        <code>{plain(one.address)}</code>
        <small>{t.customer.seen(when(one.last_seen, language, now))}{reach && <em> · {reach}</em>}</small>
      </span>
      <MenuProvider>
        <MenuButton className="icon-button small" aria-label={t.customer.address_actions(plain(one.address))}><MoreHorizontal size={16} /></MenuButton>
        <Menu className="menu" unmountOnHide fixed gutter={4} aria-label={t.customer.address_actions(plain(one.address))}>
          <MenuItem className="menu-item" onClick={() => void copy(one.address)}><Copy size={15} aria-hidden="true" />{t.customer.copy}</MenuItem>
          {verify && <MenuItem className="menu-item" onClick={verify}><KeyRound size={15} aria-hidden="true" />{t.verify.this_one}</MenuItem>}
          {split && <MenuItem className="menu-item" onClick={split}><Split size={15} aria-hidden="true" />{t.people.split}</MenuItem>}
        </Menu>
      </MenuProvider>
    </li>
  );
}

// Plain HTTP has no clipboard of its own.
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    return;
  }
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
