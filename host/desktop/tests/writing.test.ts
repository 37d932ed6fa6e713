import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Desk} from '../src/state/desk';
import {answer_read, at_work, is_writing, settle} from './at_work';
import {message} from './given';
import {json, make_gateway, type Call} from './gateway';
import {make_storage} from './storage';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const how = {note: false, reply_to: null, channel: null};
let number = 0;
const written = (call: Call): Response =>
  json(202, message(++number, {id: `IM${call.key}`, direction: 'outbound', status: 'queued', content: {text: call.body.content?.text ?? ''}}));
const states = (desk: Desk): string[] => desk.get().outgoing.map((each) => `${each.content.text} ${each.state}`);

describe('what is written', () => {
  it('goes one after the other, in its order, also after it had to wait', async () => {
    let up = false;
    let under_way = 0;
    let most = 0;
    const {calls} = make_gateway(async (call) => {
      if (!is_writing(call)) {
        return answer_read(call);
      }
      if (!up) {
        throw new TypeError('unreachable');
      }
      most = Math.max(most, ++under_way);
      await Promise.resolve();
      --under_way;
      return written(call);
    });
    const desk = await at_work();
    desk.write('CH1', {text: 'one'}, how);
    desk.write('CH1', {text: 'two'}, how);
    await settle();
    desk.write('CH1', {text: 'three'}, how);
    expect(states(desk)).toEqual(['one waiting', 'two waiting', 'three waiting']);
    up = true;
    calls.length = 0;
    await vi.advanceTimersByTimeAsync(2000);
    expect(calls.filter(is_writing).map((each) => each.body.content?.text)).toEqual(['one', 'two', 'three']);
    expect(most).toBe(1);
    expect(states(desk)).toEqual([]);
    desk.stop();
  });

  it.each([
    ['a proxy that does not reach the gateway', () => new Response('<h1>Bad Gateway</h1>', {status: 502})],
    ['an answer that breaks off', () => new Response(new ReadableStream({start: (body) => body.error(new Error('cut'))}), {status: 202})],
    ['a page of somebody in between', () => new Response('<h1>Welcome to our network</h1>', {status: 200})],
  ])('waits after %s, and goes with the same key', async (_, first) => {
    const answers = [first];
    const {calls} = make_gateway((call) => (is_writing(call) ? (answers.shift() ?? (() => written(call)))() : answer_read(call)));
    const desk = await at_work();
    desk.write('CH1', {text: 'one'}, how);
    await settle();
    expect(states(desk)).toEqual(['one waiting']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states(desk)).toEqual([]);
    expect(new Set(calls.filter(is_writing).map((each) => each.key)).size).toBe(1);
    desk.stop();
  });

  it('is there again for whom it was, when the session ended, and goes when that person says so', async () => {
    let status = 401;
    const {calls} = make_gateway((call) =>
      (!is_writing(call) ? answer_read(call) : status === 401 ? json(401, {title: 'Log in'}) : written(call)));
    const ended = vi.fn();
    const before = await at_work('ben', ended);
    before.write('CH1', {text: 'one'}, how);
    await settle();
    expect(ended).toHaveBeenCalledOnce();
    before.stop();
    status = 202;
    calls.length = 0;
    const other = await at_work('aminah');
    expect(states(other)).toEqual([]);
    other.stop();
    const back = await at_work('ben');
    expect(states(back)).toEqual(['one refused']);
    expect(calls.filter(is_writing)).toEqual([]);
    back.get().outgoing.forEach(back.try_again);
    await settle();
    expect(states(back)).toEqual([]);
    back.stop();
  });

  it('does to a call now what it can, past what waits, and never later', async () => {
    let up = false;
    const {calls} = make_gateway((call) => (is_writing(call) ? (up ? written(call) : json(503, {title: 'Later'})) : answer_read(call)));
    const done = (call: Call): string | undefined => call.body.content?.call?.state ?? call.body.content?.text;
    const desk = await at_work();
    desk.write('CH1', {text: 'one'}, how);
    await settle();
    desk.write('CH1', {call: {state: 'hold'}}, how);
    await settle();
    expect(desk.get().outgoing.map((each) => each.state)).toEqual(['waiting', 'refused']);
    up = true;
    calls.length = 0;
    desk.write('CH1', {call: {state: 'hangup'}}, how);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls.filter(is_writing).map(done)).toEqual(['hangup', 'one']);
    expect(desk.get().outgoing.map((each) => [each.content.call?.state, each.state])).toEqual([['hold', 'refused']]);
    desk.get().outgoing.forEach((each) => desk.drop(each.key));
    desk.stop();
  });

  it('does not go in the name of who logs in next', async () => {
    const {calls} = make_gateway((call) => (is_writing(call) ? json(503, {title: 'Later'}) : answer_read(call)));
    const desk = await at_work();
    desk.write('CH1', {text: 'one'}, how);
    await settle();
    desk.stop();
    calls.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls.filter(is_writing)).toEqual([]);
    const again = await at_work(); // takes it back, so that nothing is left for the next test
    again.get().outgoing.forEach((each) => again.drop(each.key));
    again.stop();
  });
});

describe('what was not sent', () => {
  const never = (): Promise<Response> => new Promise(() => undefined);
  const unsent = (): string[] => Object.keys(localStorage).filter((each) => each.startsWith('selat.unsent.'));

  // A page that went away with two messages under way. What is still to come to it comes to nobody.
  async function leave_page(): Promise<readonly string[]> {
    make_storage();
    make_gateway((call) => (is_writing(call) ? never() : answer_read(call)));
    const desk = await at_work();
    desk.write('CH1', {text: 'one'}, how);
    desk.write('CH1', {text: 'two'}, how);
    await settle();
    vi.clearAllTimers();
    return desk.get().outgoing.map((each) => each.key);
  }

  it('goes on after a reload: in its order, with its keys, and once', async () => {
    const keys = await leave_page();
    const {calls} = make_gateway((call) => (is_writing(call) ? written(call) : answer_read(call)));
    const desk = await at_work();
    expect(calls.filter(is_writing).map((each) => [each.body.content?.text, each.key])).toEqual([['one', keys[0]], ['two', keys[1]]]);
    expect([states(desk), unsent()]).toEqual([[], []]);
    desk.stop();
  });

  it('is not sent after a reload in the name of somebody else', async () => {
    await leave_page();
    const {calls} = make_gateway((call) => (is_writing(call) ? written(call) : answer_read(call)));
    const desk = await at_work('aminah');
    expect(calls.filter(is_writing)).toEqual([]);
    desk.stop();
    expect(unsent()).toHaveLength(2);
  });

  it('waits for a word when it was seen by nobody for hours', async () => {
    await leave_page();
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    const {calls} = make_gateway((call) => (is_writing(call) ? written(call) : answer_read(call)));
    const desk = await at_work();
    expect(states(desk)).toEqual(['one refused', 'two refused']);
    expect(calls.filter(is_writing)).toEqual([]);
    desk.stop();
  });

  it('waits for a word when it was meant for the moment of a call', async () => {
    make_storage();
    make_gateway((call) => (is_writing(call) ? never() : answer_read(call)));
    (await at_work()).write('CH1', {call: {state: 'hangup'}}, how);
    await settle();
    vi.clearAllTimers();
    const {calls} = make_gateway((call) => (is_writing(call) ? written(call) : answer_read(call)));
    const desk = await at_work();
    expect([calls.filter(is_writing), desk.get().outgoing.map((each) => each.state)]).toEqual([[], ['refused']]);
    desk.stop();
  });

  it('is forgotten with the log-out, and when it is dropped', async () => {
    await leave_page();
    make_gateway((call) => (is_writing(call) ? json(403, {title: 'Not yours'}) : answer_read(call)));
    const desk = await at_work();
    expect(states(desk)).toEqual(['one refused', 'two refused']);
    desk.drop(desk.get().outgoing[0]?.key ?? '');
    expect(unsent()).toHaveLength(1);
    expect(await desk.log_out()).toBe(true);
    desk.stop();
    expect(unsent()).toEqual([]);
  });

  it('is gone here too once another window sent it, and does not come back', async () => {
    const keys = await leave_page();
    let answer = (_: Response): void => undefined;
    const {heard} = make_gateway((call) => (is_writing(call) ? new Promise((done) => { answer = done; }) : answer_read(call)));
    const desk = await at_work();
    for (const key of keys) {
      localStorage.removeItem(`selat.unsent.ben.${key}`);
      heard.get('storage')?.({key: `selat.unsent.ben.${key}`, newValue: null});
    }
    answer(json(409, {title: 'A request with this Idempotency-Key is under way'}));
    await settle();
    expect([states(desk), unsent()]).toEqual([[], []]);
    desk.stop();
  });
});
