// Whether the customer can be written to, and until when. Pure.
import type {Channel, Conversation} from '../api/types';
import type {State} from './state';
import {channels_of} from './select';

export interface Standing {
  can: boolean;
  why: string | null; // the gateway's word for what is in the way
  until: number | null; // when that ends, unless something happens before
  templates: boolean; // these would go out all the same
}

const hour = 3_600_000;

// What the gateway told holds until the time that it told with it.
function as_told(conversation: Conversation, now: number): Omit<Standing, 'templates'> {
  const until = conversation.until ? Date.parse(conversation.until) : null;
  if (until === null || now < until) {
    return {can: conversation.can_reply, why: conversation.reason, until};
  }
  return conversation.can_reply ? {can: false, why: 'outside_window', until: null} : {can: true, why: null, until: null};
}

// On another of the customer's channels: by what the customer did there last.
function elsewhere(state: State, conversation: Conversation, channel: string, now: number): Omit<Standing, 'templates'> {
  const addresses = state.customers[conversation.customer]?.addresses ?? [];
  const seen = addresses.filter((each) => each.channel === channel && each.reach !== 'blocked')
    .map((each) => Date.parse(each.last_seen ?? ''));
  if (seen.length === 0) {
    return {can: false, why: 'blocked', until: null};
  }
  if (state.channels[channel]?.sunset) {
    return {can: false, why: 'sunset', until: null};
  }
  const window = state.channels[channel]?.capabilities.reply_window;
  const hours = window?.agent_hours ?? window?.hours ?? 0;
  const until = Math.max(...seen) + hours * hour;
  if (hours === 0 || Number.isNaN(until)) {
    return {can: true, why: null, until: null};
  }
  return now < until ? {can: true, why: null, until} : {can: false, why: 'outside_window', until: null};
}

export function standing_on(state: State, conversation: Conversation, channel: string, now: number): Standing {
  const here = channel === (conversation.channel ?? '');
  return {
    ...(here ? as_told(conversation, now) : elsewhere(state, conversation, channel, now)),
    templates: !!state.channels[channel]?.capabilities.reply_window?.templates,
  };
}

// Where a reply goes: where the agent wants it, else where the customer wrote last, else where it can go;
// to a channel that does not run only where there is no other.
export function reply_channel(state: State, conversation: Conversation, wanted: string | null, now: number): string {
  const all = channels_of(state, conversation);
  if (wanted && all.includes(wanted)) {
    return wanted;
  }
  const can = all.filter((each) => standing_on(state, conversation, each, now).can);
  return can.find((each) => state.channels[each]?.state !== 'stopped') ?? can[0] ?? all[0] ?? '';
}

// The channels to which the customer can be asked. The link goes where the customer wrote last: not while that is shut.
export function invitations(state: State, conversation: Conversation, now: number): Channel[] {
  const from = conversation.channel ?? '';
  return standing_on(state, conversation, from, now).can
    ? Object.values(state.channels).filter((each) => each.invite && each.id !== from && each.state !== 'stopped' && !each.sunset) : [];
}
