import {expect, it} from 'vitest';
import type {Message} from '../src/api/types';
import {is_call_event, phone_call} from '../src/state/phone_call';
import {message} from './given';

const told = (...states: string[]): Message[] => states.map((state, n) => message(n + 1, {content: {call: {state}}}));
const steered = (state: string, some: Partial<Message> = {}): Message =>
  message(9, {direction: 'outbound', author: {kind: 'system', id: null}, content: {call: {state}}, ...some});

it('knows whom the caller talks with', () => {
  expect(phone_call([message(1)])).toBeNull();
  expect(phone_call(told('ringing'))?.with).toBe('flow');
  expect(phone_call([...told('ringing'), steered('enqueue')])?.with).toBe('queue');
  expect(phone_call([...told('ringing'), steered('enqueue'), steered('connect')])?.with).toBe('ringing');
  expect(phone_call(told('ringing', 'participant-join', 'conference-start'))?.with).toBe('agent');
});

it('knows that the caller is held and the agent muted', () => {
  const talking = told('ringing', 'conference-start', 'participant-hold', 'participant-mute');
  expect(phone_call(talking)).toEqual({with: 'agent', held: true, muted: true, shared: false});
  expect(phone_call([...talking, ...told('participant-unhold', 'participant-unmute')])).toEqual({with: 'agent', held: false, muted: false, shared: false});
});

it('knows that nobody picked up, and that the phone is rung again', () => {
  const rung = [...told('ringing'), steered('enqueue'), steered('connect')];
  const missed = [...rung, ...told('agent-no-answer')];
  expect(phone_call(missed)?.with).toBe('unanswered');
  expect(phone_call([...missed, steered('connect')])?.with).toBe('ringing');
  expect(phone_call([...rung, ...told('conference-start', 'agent-completed')])?.with).toBe('agent');
});

it('knows of a transfer, and that the caller came back', () => {
  const away = [...told('ringing', 'conference-start'), steered('transfer')];
  expect(phone_call(away)?.with).toBe('away');
  expect(phone_call([...away, ...told('dial-busy')])?.with).toBe('unanswered');
  expect(phone_call([...away, ...told('dial-completed')])?.with).toBe('away');
  expect(phone_call([...told('ringing'), ...told('dial-busy')])?.with).toBe('flow');
});

it('knows who was brought in, until somebody leaves or did not come', () => {
  const shared = [...told('ringing', 'conference-start'), steered('consult')];
  expect(phone_call(shared)?.shared).toBe(true);
  expect(phone_call([...shared, ...told('agent-busy')])).toEqual({with: 'agent', held: false, muted: false, shared: false});
  expect(phone_call([...shared, ...told('participant-leave')])?.shared).toBe(false);
});

it('takes what comes late for what it is', () => {
  const of = (CallSid: string, state: string, more: Record<string, string> = {}): Message =>
    message(1, {content: {call: {state, parameters: {CallSid, ...more} as never}}});
  expect(phone_call([of('CA1', 'ringing'), of('CA1', 'completed'), of('CA1', 'in-progress')])).toBeNull();
  expect(phone_call([of('CA1', 'ringing'), of('CA1', 'completed'), of('CA9', 'conference-start', {FriendlyName: 'CA1'})])).toBeNull();
  expect(phone_call([of('CA1', 'ringing'), of('CA2', 'ringing'), of('CA1', 'completed')])?.with).toBe('flow');
  expect(phone_call([of('CA3', 'in-progress')])?.with).toBe('flow');
});

it('ends with the call, and not with what could not be done', () => {
  for (const state of ['completed', 'missed', 'no-answer']) {
    expect(phone_call(told('ringing', state))).toBeNull();
  }
  expect(phone_call([...told('ringing'), steered('enqueue', {status: 'failed'})])?.with).toBe('flow');
  expect(phone_call(told('ringing', 'completed', 'ringing'))?.with).toBe('flow');
});

it('tells what says something from what only tells of the call', () => {
  const [ringing, missed] = told('ringing', 'missed');
  expect(ringing && is_call_event(ringing)).toBe(true);
  expect(missed && is_call_event(missed)).toBe(false);
  expect(is_call_event(message(1, {content: {text: '1', call: {state: 'in-progress', digits: '1'}}}))).toBe(false);
});
