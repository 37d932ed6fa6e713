import {describe, expect, it} from 'vitest';
import type {Conversation, Frame, Message, Reservation} from '../src/api/types';
import {reduce} from '../src/state/reduce';
import {nothing, type Outgoing, type State} from '../src/state/state';
import {add, hole, no_thread} from '../src/state/thread';
import {trim} from '../src/state/trim';
import {offers, rows, under_way, unread_of, waiting_since} from '../src/state/select';
import {agent, conversation, message, reservation, task} from './given';

const told = (state: State, ...frames: Frame[]): State =>
  frames.reduce((now, frame) => reduce(now, {kind: 'frame', frame, at: 0}), state);

const created = (data: Message, cursor?: string): Frame =>
  ({type: 'message.created', id: `EV${data.id}`, at: data.at, data, ...(cursor ? {cursor} : {})});

const reserved = (type: 'created' | 'accepted' | 'timeout', data: Reservation): Frame =>
  ({type: `reservation.${type}`, id: `EV${data.id}${type}`, at: data.created, data});

const at_work = (): State => reduce(nothing, {kind: 'me', me: agent('ben')});
const texts = (state: State, id = 'CH1') => state.threads[id]?.messages.map((each) => each.content.text);

describe('a thread', () => {
  it('is in the order of its numbers, whatever the order of arrival', () => {
    const state = told(at_work(), created(message(3)), created(message(1)), created(message(2)));
    expect(texts(state)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(state.threads['CH1']?.whole).toBe(true);
  });

  it('shows once what is told twice, as after coming back by a cursor', () => {
    const state = told(at_work(), created(message(1), '7'), created(message(2), '8'), created(message(1), '7'));
    expect(texts(state)).toEqual(['text 1', 'text 2']);
  });

  it('knows where something is missing', () => {
    const thread = add(no_thread, [message(1), message(2), message(5)], true);
    expect(thread.whole).toBe(false);
    expect(hole(thread)).toBe(2);
    expect(hole(add(thread, [message(3), message(4)], false))).toBe(0);
  });

  it('is not whole without its beginning', () => {
    expect(add(no_thread, [message(2), message(3)], true).whole).toBe(false);
  });

  it('does not forget a receipt when an older page is read', () => {
    const sent = message(1, {direction: 'outbound', status: 'delivered'});
    const page = message(1, {direction: 'outbound', status: 'queued'});
    expect(add(add(no_thread, [sent], true), [page], false).messages[0]?.status).toBe('delivered');
  });

  it('does not undo what was changed or taken back when an older page is read', () => {
    const known = add(no_thread, [message(1, {edited: true}), message(2, {deleted: true})], true);
    expect(add(known, [message(1), message(2)], false).messages).toEqual(known.messages);
  });

  it('takes an event as the newest word, also one that says that sending failed', () => {
    const sent = message(1, {direction: 'outbound', status: 'sent'});
    const failed = message(1, {direction: 'outbound', status: 'failed'});
    expect(add(add(no_thread, [sent], true), [failed], true).messages[0]?.status).toBe('failed');
  });
});

describe('a customer that is taken apart', () => {
  const three = (): State => told(at_work(), ...[1, 2, 3].map((seq) => created(message(seq))));
  const updated = (data: Message): Frame => ({type: 'message.updated', id: `EV${data.id}new`, at: data.at, data});
  const parted = (id: string, other: string, what: 'split' | 'merged' = 'split'): Frame => ({
    type: 'customer.updated', id: `EV${id}`, at: '',
    data: {id, name: null, locale: null, attributes: {}, addresses: [], created: '', change: {what, other}},
  });
  const moved = message(2, {conversation: 'CH2', customer: 'CU2', seq: 1});
  const renumbered = message(3, {seq: 2});

  it('has each line once, where it was told of last', () => {
    const read = reduce(three(), {kind: 'loaded', what: {messages: [moved, renumbered]}, at: 0});
    for (const state of [read, told(three(), updated(moved), updated(renumbered)), told(three(), updated(renumbered), updated(moved))]) {
      expect([texts(state, 'CH1'), texts(state, 'CH2')]).toEqual([['text 1', 'text 3'], ['text 2']]);
      expect([state.threads['CH1']?.whole, state.threads['CH2']?.whole]).toEqual([true, true]);
    }
  });

  it('leaves other threads as they were', () => {
    const before = told(three(), created(message(1, {id: 'IM7', conversation: 'CH3', customer: 'CU3'})));
    expect(told(before, updated(moved)).threads['CH3']).toBe(before.threads['CH3']);
  });

  it('has no thread, and neither has the other, until they are read anew: no move need be told', () => {
    const known = {CH1: conversation('CH1'), CH2: conversation('CH2', {customer: 'CU2'}), CH3: conversation('CH3', {customer: 'CU3'})};
    const before = told({...three(), conversations: known},
      created(message(1, {id: 'IM7', conversation: 'CH2', customer: 'CU1'})), // told before it was the other's
      created(message(1, {id: 'IM8', conversation: 'CH3', customer: 'CU3'})),
      created(message(1, {id: 'IM9', conversation: 'CH4', customer: 'CU2'}))); // of a conversation that is not known
    for (const frame of [parted('CU1', 'CU2'), parted('CU2', 'CU1')]) {
      expect(Object.keys(told(before, frame).threads)).toEqual(['CH3']);
    }
    expect(told(before, parted('CU1', 'CU2', 'merged')).threads).toBe(before.threads);
  });
});

describe('the cursor', () => {
  it('is the last that was told, and stays where an event has none', () => {
    const typing: Frame = {type: 'typing', id: 'EVt', at: '', data: {conversation: 'CH1', on: true, ttl_ms: 5000}};
    const state = told(at_work(), {type: 'hello', cursor: '40'}, created(message(1), '41'), typing);
    expect(state.cursor).toBe('41');
  });

  it('starts anew where the gateway says so', () => {
    expect(told(at_work(), {type: 'hello', cursor: '9'}, {type: 'reset', cursor: '12'}).cursor).toBe('12');
  });
});

describe('an outgoing message', () => {
  const outgoing = {
    key: 'k', conversation: 'CH1', content: {text: 'text 1'}, note: false, reply_to: null, channel: null,
    at: 0, state: 'sending' as const, why: '',
  };

  it('becomes one message, whether the answer or the event comes first', () => {
    const mine = message(1, {direction: 'outbound', status: 'queued'});
    const begun = reduce(at_work(), {kind: 'outgoing', what: outgoing});
    const event_first = reduce(told(begun, created({...mine, status: 'sent'})), {kind: 'sent', key: 'k', message: mine});
    const answer_first = told(reduce(begun, {kind: 'sent', key: 'k', message: mine}), created({...mine, status: 'sent'}));
    for (const state of [event_first, answer_first]) {
      expect(texts(state)).toEqual(['text 1']);
      expect(state.threads['CH1']?.messages[0]?.status).toBe('sent');
      expect(state.outgoing).toEqual([]);
    }
  });
});

describe('offers', () => {
  it('are mine alone, and gone with their answer', () => {
    const mine = reservation('WR1', 'ben');
    const offered = told(at_work(), reserved('created', mine), reserved('created', reservation('WR2', 'aminah')));
    expect(offers(offered).map((each) => each.id)).toEqual(['WR1']);
    expect(offers(told(offered, reserved('timeout', {...mine, status: 'timeout'})))).toEqual([]);
    expect(offers(told(offered, reserved('accepted', {...mine, status: 'accepted'})))).toEqual([]);
  });

  it('are replaced by what is read anew: one that is gone does not come back', () => {
    const offered = told(at_work(), reserved('created', reservation('WR1', 'ben')));
    expect(offers(reduce(offered, {kind: 'loaded', what: {reservations: []}, at: 0}))).toEqual([]);
  });
});

describe('a page that is open for long', () => {
  const many = (count: number, some: Partial<Conversation>): State['conversations'] =>
    Object.fromEntries(Array.from({length: count}, (_, index) => [`CH${index}`, conversation(`CH${index}`, some)]));

  it('lets go of the first closed conversations, but not of what is shown or open', () => {
    const closed = {...at_work(), conversations: many(1001, {status: 'closed'})};
    const state = trim({...closed, threads: {CH1: no_thread, CH1000: no_thread}}, 'CH0');
    expect(Object.keys(state.conversations)).toHaveLength(800);
    expect(Object.keys(state.threads)).toEqual(['CH1000']);
    expect(state.conversations['CH0']).toBeDefined();
    const open = {...at_work(), conversations: many(1001, {status: 'open'})};
    expect(trim(open, null)).toBe(open);
  });
});

describe('the list', () => {
  const held = (id: string, minute: number): State['conversations'] =>
    ({[id]: conversation(id, {task: `WT${id}`, last_message: `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000Z`})});
  const state: State = {
    ...at_work(),
    conversations: {...held('CH1', 10), ...held('CH2', 20), ...held('CH3', 30)},
    tasks: {WTCH1: task('WTCH1', 'CH1', 'ben'), WTCH2: task('WTCH2', 'CH2', 'ben'), WTCH3: task('WTCH3', 'CH3', 'aminah')},
  };

  it('has on my shelf what I have, and on the open one what everybody has', () => {
    expect(rows(state, 'mine').map((each) => each.conversation.id)).toEqual(['CH2', 'CH1']);
    expect(rows(state, 'open')).toHaveLength(3);
  });

  it('puts first who waits for an answer, and counts what was not read', () => {
    const waits = told(state, created(message(1, {at: '2026-03-02T09:05:00.000Z'})));
    expect(rows(waits, 'mine').map((each) => each.conversation.id)).toEqual(['CH1', 'CH2']);
    expect(unread_of(waits, 'CH1')).toBe(1);
    expect(unread_of(reduce(waits, {kind: 'read', conversation: 'CH1', seq: 1}), 'CH1')).toBe(0);
  });

  it('ends the wait with an answer of a person, not of a bot', () => {
    const asked = told(state, created(message(1, {at: '2026-03-02T09:05:00.000Z'})));
    const one = asked.conversations['CH1'];
    if (!one) {
      throw new Error('CH1 is given');
    }
    const by = (kind: 'bot' | 'agent'): State =>
      told(asked, created(message(2, {direction: 'outbound', author: {kind, id: 'x'}})));
    expect(waiting_since(asked, one)).toBe(Date.parse('2026-03-02T09:05:00.000Z'));
    expect(waiting_since(by('bot'), one)).not.toBeNull();
    expect(waiting_since(by('agent'), one)).toBeNull();
  });
});

it('does not show twice what an event told of before its call was answered', () => {
  const written = {
    key: 'k1', conversation: 'CH1', content: {text: 'same'}, note: false, reply_to: null, channel: null, at: 0, state: 'sending' as const, why: '',
  };
  const under_way = [written, {...written, key: 'k2'}].reduce((now, what) => reduce(now, {kind: 'outgoing', what}), at_work());
  const mine = message(1, {direction: 'outbound', author: {kind: 'agent', id: 'ben'}, content: {text: 'same'}});
  const one = told(under_way, created(mine));
  expect(one.outgoing.map((each) => !!each.arrived)).toEqual([true, false]);
  expect(told(under_way, created({...mine, author: {kind: 'agent', id: 'aminah'}})).outgoing).toEqual(under_way.outgoing);
  expect(reduce(one, {kind: 'sent', key: 'k1', message: mine}).outgoing.map((each) => each.key)).toEqual(['k2']);
});

describe('two messages that say the same', () => {
  const written = {
    key: 'k1', conversation: 'CH1', content: {text: 'ok'}, note: false, reply_to: null, channel: null, at: 0, state: 'sending' as const, why: '',
  };
  const mine = message(1, {direction: 'outbound', author: {kind: 'agent', id: 'ben'}, content: {text: 'ok'}});
  const put = (state: State, ...all: Outgoing[]): State => all.reduce((now, what) => reduce(now, {kind: 'outgoing', what}), state);

  it('are two: an event of the first, which was answered before, says nothing of the second', () => {
    const answered = reduce(put(at_work(), written, {...written, key: 'k2'}), {kind: 'sent', key: 'k1', message: mine});
    const state = told(answered, created(mine));
    expect(state.outgoing).toEqual(answered.outgoing);
    expect(under_way(state.outgoing, 'CH1').map((each) => each.key)).toEqual(['k2']);
  });

  it('are told of once each, however often the stream tells it', () => {
    const state = told(put(at_work(), written, {...written, key: 'k2'}), created(mine), created(mine));
    expect(under_way(state.outgoing, 'CH1').map((each) => each.key)).toEqual(['k2']);
  });

  it('are shown where the gateway did not take one of them', () => {
    const state = told(put(at_work(), written), created(mine));
    expect(under_way(state.outgoing, 'CH1')).toEqual([]);
    const refused = put(state, {...written, arrived: true, state: 'refused'});
    expect(under_way(refused.outgoing, 'CH1').map((each) => each.key)).toEqual(['k1']);
  });

  it('and differ in what is attached are not the same, whatever URL a message gives its own', () => {
    const file = (name: string, url: string) => ({attachments: [{kind: 'image' as const, name, size: 3, url: `/api/v1/media/${url}`}]});
    const state = put(at_work(), {...written, content: file('a.png', 'ME1')}, {...written, key: 'k2', content: file('b.png', 'ME2')});
    const second = told(state, created({...mine, content: file('b.png', 'ME3')}));
    expect(under_way(second.outgoing, 'CH1').map((each) => each.key)).toEqual(['k1']);
  });
});
