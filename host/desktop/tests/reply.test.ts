import {describe, expect, it} from 'vitest';
import type {Channel, Customer} from '../src/api/types';
import {invitations, reply_channel, standing_on} from '../src/state/reply';
import {nothing, type State} from '../src/state/state';
import {en} from '../src/text/en';
import {ms} from '../src/text/ms';
import {why_shut} from '../src/view/lines';
import {conversation} from './given';

const at = (hour: number): string => new Date(Date.UTC(2026, 2, 2, hour)).toISOString();
const time = (hour: number): number => Date.parse(at(hour));

const channel = (id: string, capabilities: Channel['capabilities'] = {}): Channel => ({
  id, plugin: id, version: '1', kind: 'channel', state: 'running', reason: null, webhook_url: '', identity: 'none', invite: null,
  capabilities,
});
const address = (on: string, last_seen: string, reach: 'open' | 'blocked' = 'open') =>
  ({channel: on, address: on, verified: false, last_seen, reach});
const known = (...addresses: Customer['addresses']): State => ({
  ...nothing,
  channels: {
    whatsapp: channel('whatsapp', {reply_window: {hours: 24, agent_hours: 24, templates: true}}),
    facebook: channel('facebook', {reply_window: {hours: 24, agent_hours: 168}}),
    sms: channel('sms'),
  },
  customers: {CU1: {id: 'CU1', name: null, locale: null, attributes: {}, addresses, created: at(0)}},
});
const talk = conversation('CH1', {channel: 'whatsapp', address: 'whatsapp', until: at(33)});

describe('whether a customer can be answered', () => {
  const state = known(address('whatsapp', at(9)));

  it('is as the gateway told until the time that it told, and then the other way round', () => {
    expect(standing_on(state, talk, 'whatsapp', time(32))).toEqual({can: true, why: null, until: time(33), templates: true});
    expect(standing_on(state, talk, 'whatsapp', time(33))).toMatchObject({can: false, why: 'outside_window', until: null});
    const quiet = conversation('CH1', {...talk, can_reply: false, reason: 'quiet_hours', until: at(24)});
    expect(standing_on(state, quiet, 'whatsapp', time(23))).toMatchObject({can: false, why: 'quiet_hours', until: time(24)});
    expect(standing_on(state, quiet, 'whatsapp', time(24))).toMatchObject({can: true});
    const shut = conversation('CH1', {...talk, can_reply: false, reason: 'outside_window', until: null});
    expect(standing_on(state, shut, 'whatsapp', time(99))).toMatchObject({can: false, why: 'outside_window'});
  });

  it('is by what the customer did there last on another channel', () => {
    const more = known(address('whatsapp', at(9)), address('facebook', at(0)), address('sms', at(0)));
    expect(standing_on(more, talk, 'facebook', time(167))).toMatchObject({can: true, until: time(168)});
    expect(standing_on(more, talk, 'facebook', time(168))).toMatchObject({can: false, why: 'outside_window', templates: false});
    expect(standing_on(more, talk, 'sms', time(999))).toMatchObject({can: true, until: null});
    expect(standing_on(known(address('sms', at(0), 'blocked')), talk, 'sms', time(1))).toMatchObject({can: false, why: 'blocked'});
  });
});

describe('where a reply goes', () => {
  const state = known(address('whatsapp', at(9)), address('sms', at(0)));

  it('where the customer wrote last while that can be answered, then where it can go', () => {
    expect(reply_channel(state, talk, null, time(10))).toBe('whatsapp');
    expect(reply_channel(state, talk, null, time(40))).toBe('sms');
    expect(reply_channel(known(address('whatsapp', at(9))), talk, null, time(40))).toBe('whatsapp');
  });

  it('elsewhere once its provider has closed the channel, and never to one that is closed', () => {
    const closed = conversation('CH1', {...talk, can_reply: false, reason: 'sunset', until: null});
    expect(reply_channel(state, closed, null, time(10))).toBe('sms');
    const channels = {...state.channels, sms: {...channel('sms'), sunset: '2024-07-31'}};
    expect(standing_on({...state, channels}, talk, 'sms', time(10))).toMatchObject({can: false, why: 'sunset', until: null});
    expect(reply_channel({...state, channels}, talk, null, time(10))).toBe('whatsapp');
  });

  it('elsewhere while the channel does not run, where there is an elsewhere', () => {
    const stopped = {...state, channels: {...state.channels, whatsapp: {...channel('whatsapp'), state: 'stopped' as const}}};
    expect(reply_channel(stopped, talk, null, time(10))).toBe('sms');
    const alone = {...stopped, customers: known(address('whatsapp', at(9))).customers};
    expect(reply_channel(alone, talk, null, time(10))).toBe('whatsapp');
  });

  it('where the agent wants it, whatever can be said of that', () => {
    expect(reply_channel(state, talk, 'whatsapp', time(40))).toBe('whatsapp');
    expect(reply_channel(state, talk, 'fax', time(10))).toBe('whatsapp');
  });
});

describe('why nothing can be written', () => {
  it('says what is in the way, what would help, and what is not here yet', () => {
    const late = {can: false, why: 'outside_window', until: null, templates: true};
    expect(why_shut(en, late, 'whatsapp', 'en', time(10))).toBe(
      'The customer wrote too long ago: whatsapp takes no answer. Once the customer writes again, you can. ' +
      'Only a template would go out, and there is no list of templates here yet.');
    expect(why_shut(en, {...late, templates: false}, 'facebook', 'en', time(10))).not.toContain('template');
    expect(why_shut(en, {...late, why: 'sunset'}, 'google', 'en', time(10))).toBe(
      'google was closed by its provider. Choose another of the customer\'s channels.');
    expect(why_shut(ms, {...late, why: 'blocked'}, 'sms', 'ms', time(10))).toBe('Pelanggan telah menyekat sms.');
    expect(why_shut(en, {...late, why: 'quiet_hours', until: time(24)}, 'sms', 'en', time(10))).toMatch(/You can write again at .*2026/);
  });
});

it('asks the customer to another channel only while the link can go where the customer wrote last', () => {
  const line = {...channel('line'), invite: 'https://line.me/R/ti/p/@shop'};
  const state = known(address('whatsapp', at(9)));
  const channels = {...state.channels, line, old: {...line, id: 'old', sunset: '2026-01-01'}};
  const asked = (now: number): string[] => invitations({...state, channels}, talk, now).map((each) => each.id);
  expect(asked(time(32))).toEqual(['line']);
  expect(asked(time(33))).toEqual([]);
});
