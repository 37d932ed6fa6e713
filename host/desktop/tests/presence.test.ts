import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {Channel, Message} from '../src/api/types';
import {Presence} from '../src/state/presence';
import {nothing, type State} from '../src/state/state';
import {agent, conversation, message} from './given';
import {json, make_gateway} from './gateway';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const channel = (can: object): Channel => ({
  id: 'line-my', plugin: 'line', version: '1.0.0', kind: 'channel', state: 'running', reason: null, webhook_url: '', identity: 'none', invite: null,
  capabilities: can,
});

function at_work(can: object = {typing: true, read: true}, status = 202) {
  const {calls} = make_gateway(() => (status === 202 ? new Response('', {status}) : json(status, {title: 'Later'})));
  let state: State = {
    ...nothing,
    me: agent('ben'),
    channels: {'line-my': channel(can)},
    conversations: {CH1: conversation('CH1', {agent: 'ben'})},
  };
  const says = (...messages: Message[]): void => {
    state = {...state, threads: {CH1: {messages, whole: true}}};
  };
  const posts = (): string[] => calls.map((each) => `${each.path.split('/').at(-1)} ${JSON.stringify(each.body)}`);
  return {presence: new Presence(() => state), says, posts, calls, set: (some: Partial<State>) => { state = {...state, ...some}; }};
}

describe('typing', () => {
  it('is told at most every four seconds, and its end once', () => {
    const {presence, posts} = at_work();
    presence.types('CH1', false);
    presence.types('CH1', true);
    presence.types('CH1', true);
    vi.advanceTimersByTime(3999);
    presence.types('CH1', true);
    expect(posts()).toEqual(['typing {}']);
    vi.advanceTimersByTime(1);
    presence.types('CH1', true);
    presence.types('CH1', false);
    presence.types('CH1', false);
    expect(posts()).toEqual(['typing {}', 'typing {}', 'typing {"on":false}']);
  });

  it('has ended with the message that was sent', () => {
    const {presence, posts} = at_work();
    presence.types('CH1', true);
    presence.sent('CH1');
    presence.types('CH1', false);
    presence.types('CH1', true);
    expect(posts()).toEqual(['typing {}', 'typing {}']);
  });

  it('is not told where the channel cannot show it', () => {
    const {presence, posts} = at_work({});
    presence.types('CH1', true);
    expect(posts()).toEqual([]);
  });
});

describe('reading', () => {
  it('is told once for what the customer wrote last', () => {
    const {presence, posts, says} = at_work();
    says(message(1));
    presence.sees('CH1');
    presence.sees('CH1');
    says(message(1), message(2, {direction: 'outbound'}));
    presence.sees('CH1');
    says(message(1), message(2, {direction: 'outbound'}), message(3));
    presence.sees('CH1');
    expect(posts()).toEqual(['read {}', 'read {}']);
  });

  it('is told though a split has numbered the messages anew', () => {
    const {presence, posts, says} = at_work();
    says(message(7));
    presence.sees('CH1');
    says({...message(2), id: 'IM-later'});
    presence.sees('CH1');
    expect(posts()).toEqual(['read {}', 'read {}']);
  });

  it('is told of what was written on a channel that shows it, though the customer went on elsewhere', () => {
    const {presence, posts, says, set} = at_work();
    set({channels: {'line-my': channel({read: true}), 'sms-my': {...channel({}), id: 'sms-my'}}});
    says(message(1), message(2, {channel: 'sms-my'}));
    presence.sees('CH1');
    says(message(1), message(2, {channel: 'sms-my'}), message(3, {channel: 'sms-my'}));
    presence.sees('CH1');
    expect(posts()).toEqual(['read {}']);
  });

  it('is told with the next look where the gateway was not reached', async () => {
    const {presence, posts, says} = at_work(undefined, 503);
    says(message(1));
    presence.sees('CH1');
    await vi.advanceTimersByTimeAsync(0);
    presence.sees('CH1');
    expect(posts()).toHaveLength(2);
  });

  it('is not told of what is another\'s or closed, nor where the channel cannot tell it', () => {
    for (const some of [
      {conversations: {CH1: conversation('CH1', {agent: 'dina'})}},
      {conversations: {CH1: conversation('CH1', {agent: 'ben', status: 'closed'})}},
      {channels: {'line-my': channel({typing: true})}},
    ]) {
      const {presence, posts, says, set} = at_work();
      set(some);
      says(message(1));
      presence.sees('CH1');
      expect(posts()).toEqual([]);
    }
  });
});
