import {describe, expect, it} from 'vitest';
import {add, no_thread} from '../src/state/thread';
import {en} from '../src/text/en';
import {ending, items_of} from '../src/view/items';
import {message_line, named} from '../src/view/lines';
import {range_of} from '../src/view/window';
import {conversation, message, task} from './given';

const thread = (...messages: Parameters<typeof message>[]) => add(no_thread, messages.map((each) => message(...each)), false);
const kinds = (...given: Parameters<typeof items_of>): string[] => items_of(...given).map((each) =>
  (each.kind === 'message' ? `${each.first ? '' : '+'}${each.message.seq}` : each.kind));
const at = (day: number, minute = 0): {at: string} => ({at: new Date(2026, 2, day, 12, minute).toISOString()});

describe('a thread as it is shown', () => {
  const held = conversation('CH1', {...at(2), opened: at(2).at} as object);

  it('begins each day with its date, and puts what one author says in a row together', () => {
    const said = thread([1, at(2)], [2, at(2, 1)], [3, {...at(2, 2), author: {kind: 'bot', id: 'faq'}, direction: 'outbound'}], [4, at(3)]);
    expect(kinds(en, held, null, said)).toEqual(['day', 'fact', '1', '+2', '3', 'day', '4']);
  });

  it('says when it goes on by another channel', () => {
    const said = thread([1, at(2)], [2, {...at(2, 1), channel: null, direction: 'internal'}], [3, {...at(2, 2), channel: 'sms-my'}]);
    expect(kinds(en, held, null, said)).toEqual(['day', 'fact', '1', '2', 'channel', '3']);
  });

  it('says where begins what was not read when it was opened, and not what came since', () => {
    const said = thread([1, at(2)], [2, at(2, 1)], [3, at(2, 2)]);
    expect(kinds(en, held, null, said, {read: 1, last: 2})).toEqual(['day', 'fact', '1', 'new', '2', '+3']);
    expect(kinds(en, held, null, said, {read: 2, last: 2})).not.toContain('new');
    expect(kinds(en, held, null, said, {read: 0, last: 3})).not.toContain('new');
  });

  it('does not tell of its beginning while that is not known', () => {
    expect(kinds(en, held, task('WT1', 'CH1', 'ben'), thread([8, at(2)], [9, at(2, 1)]))).toEqual(['day', '8', '+9']);
  });

  it('puts a reaction under its message', () => {
    const said = thread([1, at(2)], [2, {...at(2, 1), content: {reaction: {emoji: '👍', to: 'IM1'}}}]);
    expect(items_of(en, held, null, said).at(-1)).toMatchObject({kind: 'message', reactions: '👍'});
  });

  it('takes a reaction back for who gave it, also where the provider does not say which it was', () => {
    const ben = {author: {kind: 'agent', id: 'ben'}, direction: 'outbound'} as const;
    const like = {emoji: '👍', to: 'IM1'};
    const given = [[1, at(2)], [2, {content: {reaction: like}}], [3, {...ben, content: {reaction: like}}]] as Parameters<typeof message>[];
    const left = (...more: Parameters<typeof message>[]): unknown =>
      items_of(en, held, null, thread(...given, ...more)).find((each) => each.kind === 'message');
    expect(left()).toMatchObject({reactions: '👍'});
    expect(left([4, {content: {reaction: {emoji: '❤️', to: 'IM1'}}}], [5, {content: {reaction: {emoji: '', to: 'IM1', removed: true}}}]))
      .toMatchObject({reactions: '👍'});
    expect(left([4, {content: {reaction: {emoji: '', to: 'IM1', removed: true}}}], [5, {...ben, content: {reaction: {...like, removed: true}}}]))
      .toMatchObject({reactions: ''});
  });

  it('shows a reaction to what was said before the conversation, until it is taken back', () => {
    const early = thread([1, {...at(2), content: {reaction: {emoji: '👍', to: 'IM99'}}}]);
    expect(kinds(en, held, null, early)).toEqual(['day', 'fact', '1']);
    const back = thread([1, {...at(2), content: {reaction: {emoji: '👍', to: 'IM99'}}}], [2, {content: {reaction: {emoji: '', to: 'IM99', removed: true}}}]);
    expect(kinds(en, held, null, back)).toEqual(['day', 'fact']);
    expect(message_line(en, message(1, {content: {reaction: {emoji: '👍', to: 'IM99'}}}))).toBe('Reaction: 👍');
  });

  it('ends with why it was closed', () => {
    expect(ending(en, conversation('CH1', {status: 'closed', closed_reason: 'solved'}), null)).toBe('Conversation closed: solved');
  });
});

describe('a list that is longer than its window', () => {
  it('has what is in view, and a little around it', () => {
    expect(range_of(0, 800, 80, 500)).toEqual({from: 0, to: 18});
    expect(range_of(16_000, 800, 80, 500)).toEqual({from: 192, to: 218});
  });

  it('has the last ones when it became shorter than where it was scrolled to', () => {
    expect(range_of(16_000, 800, 80, 5)).toEqual({from: 0, to: 5});
  });
});

it('takes no code for a word that only every object has', () => {
  expect(['available', 'constructor', '__proto__', 'toString'].map((each) => named(en.activity.names, each)))
    .toEqual(['Available', undefined, undefined, undefined]);
});
