import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {Channel} from '../src/api/types';
import {Desk} from '../src/state/desk';
import {revisions} from '../src/state/select';
import {agent, message} from './given';
import {json, make_gateway} from './gateway';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const channel = (can: object): Channel => ({
  id: 'line-my', plugin: 'telegram', version: '1.0.0', kind: 'channel', state: 'running', reason: null, webhook_url: '', identity: 'none', invite: null,
  capabilities: can,
});
const both = {channels: {'line-my': channel({edit: true, delete: true})}};
const mine = message(1, {direction: 'outbound', status: 'sent', author: {kind: 'agent', id: 'ben'}});

describe('what went out', () => {
  it('is changed and taken back by who said it, where the channel can', () => {
    const me = agent('ben');
    expect(revisions({...both, me}, mine)).toEqual(['edit', 'take_back']);
    expect(revisions({channels: {'line-my': channel({delete: true})}, me}, mine)).toEqual(['take_back']);
    expect(revisions({channels: {'line-my': channel({})}, me}, mine)).toEqual([]);
  });

  it('is a supervisor\'s to change whoever said it, and no other agent\'s', () => {
    expect(revisions({...both, me: agent('dina')}, mine)).toEqual([]);
    expect(revisions({...both, me: {...agent('dina'), role: 'supervisor'}}, mine)).toEqual(['edit', 'take_back']);
  });

  it('stays as it is when it failed, is gone, or is the customer\'s', () => {
    const me = agent('ben');
    for (const some of [{status: 'failed' as const}, {deleted: true}, {direction: 'inbound' as const}, {direction: 'internal' as const}]) {
      expect(revisions({...both, me}, {...mine, ...some})).toEqual([]);
    }
    expect(revisions({...both, me}, {...mine, content: {location: {latitude: 3, longitude: 101}}})).toEqual(['take_back']);
  });

  it('keeps all but its words when they are changed', async () => {
    const {calls} = make_gateway(() => json(202, mine));
    const desk = new Desk(agent('ben'), () => undefined);
    const content = {text: 'nine', choices: [{title: 'Fine'}]};
    expect(await desk.reword({...mine, content}, 'ten')).toBe(true);
    expect(await desk.take_back(mine)).toBe(true);
    expect(calls.map((each) => `${each.method} ${each.path} ${JSON.stringify(each.body)}`)).toEqual([
      'PATCH /api/v1/messages/IM1 {"content":{"text":"ten","choices":[{"title":"Fine"}]}}',
      'DELETE /api/v1/messages/IM1 {}',
    ]);
    desk.stop();
  });
});
