import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Desk} from '../src/state/desk';
import {draft_of, keep_draft, sent, typed} from '../src/state/draft';
import {rows} from '../src/state/select';
import {agent, conversation, message, task} from './given';
import {json, make_gateway, Socket, type Call} from './gateway';
import {make_storage} from './storage';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const hello = {type: 'hello', cursor: '1'};
const how = {note: false, reply_to: null, channel: null};
const is_writing = (call: Call): boolean => call.method === 'POST' && call.path.endsWith('/messages');
const list = (): Response => json(200, {items: [], next: null});
const answer_read = ({path}: Call): Response => (path.startsWith('/api/v1/channels') ? json(200, []) : list());

let number = 0;
const written = (call: Call): Response =>
  json(202, message(++number, {id: `IM${call.key}`, direction: 'outbound', status: 'queued', content: {text: call.body.content?.text ?? ''}}));

async function at_work(who = 'ben', ended = (): void => undefined): Promise<Desk> {
  const desk = new Desk(agent(who), ended);
  desk.start();
  Socket.last.tell(hello);
  await settle();
  return desk;
}

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

describe('what is known', () => {
  it('is asked for again where the gateway could not tell', async () => {
    let failures = 1;
    make_gateway((call) => (call.path.startsWith('/api/v1/tasks') && failures-- > 0 ? json(503, {title: 'Later'}) : answer_read(call)));
    const desk = await at_work();
    expect(desk.get().ready).toBe(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(desk.get().ready).toBe(true);
    desk.stop();
  });

  it('is asked for once more when the stream began anew while it was under way', async () => {
    let answer = (_: Response): void => undefined;
    const first = new Promise<Response>((resolve) => { answer = resolve; });
    const asked = {count: 0};
    make_gateway((call) => (call.path.startsWith('/api/v1/activities') && ++asked.count === 1 ? first : answer_read(call)));
    const desk = await at_work();
    Socket.last.tell({type: 'reset', cursor: '9'});
    answer(list());
    await settle();
    expect(asked.count).toBe(2);
    desk.stop();
  });

  it('is renewed when the stream lost its place: tasks that ended meanwhile, and who is served', async () => {
    const held = conversation('CH1', {task: 'WT1'});
    const customer = (name: string) => ({id: 'CU1', name, locale: null, attributes: {}, addresses: [], created: ''});
    let name = 'Mei';
    make_gateway((call) => (call.path === '/api/v1/tasks/WT1' ? json(200, {...task('WT1', 'CH1', 'ben'), status: 'completed'})
      : call.path.startsWith('/api/v1/conversations?') ? json(200, {items: [held], next: null})
      : call.path === '/api/v1/customers/CU1' ? json(200, customer(name)) : answer_read(call)));
    const desk = await at_work();
    Socket.last.tell({type: 'task.updated', id: 'EV1', at: '', cursor: '2', data: task('WT1', 'CH1', 'ben')});
    desk.want_row('CH1');
    await settle();
    expect([rows(desk.get(), 'mine').length, desk.get().customers['CU1']?.name]).toEqual([1, 'Mei']);
    name = 'Mei Ling';
    Socket.last.tell({type: 'reset', cursor: '9'});
    await settle();
    expect([rows(desk.get(), 'mine').length, desk.get().customers['CU1']?.name]).toEqual([0, 'Mei Ling']);
    desk.stop();
  });

  it('is what an event told, not an answer that was asked for before', async () => {
    let answer = (_: Response): void => undefined;
    const page = new Promise<Response>((resolve) => { answer = resolve; });
    make_gateway((call) => (call.path.startsWith('/api/v1/conversations/CH1/messages') ? page
      : call.path === '/api/v1/conversations/CH1' ? json(200, conversation('CH1')) : answer_read(call)));
    const desk = await at_work();
    const opened = desk.open('CH1');
    await settle();
    const told = (text: string) => message(1, {edited: true, content: {text}});
    Socket.last.tell({type: 'message.updated', id: 'EV1', at: '', cursor: '2', data: told('second')});
    answer(json(200, {items: [told('first')], next: null}));
    await opened;
    expect(desk.get().threads['CH1']?.messages.map((each) => each.content.text)).toEqual(['second']);
    desk.stop();
  });
});

describe('a split that somebody makes', () => {
  const before = [message(3), message(2), message(1)];
  const after = [message(3, {seq: 2}), message(1)]; // the second is in a conversation that is not seen here
  const split = {
    type: 'customer.updated', id: 'EV1', at: '', cursor: '2',
    data: {id: 'CU1', name: 'told', locale: null, attributes: {}, addresses: [], created: '', change: {what: 'split', other: 'CU2'}},
  };
  const is_thread = ({path}: Call): boolean => path.startsWith('/api/v1/conversations/CH1/messages');
  const read = (call: Call): Response => (call.path === '/api/v1/conversations/CH1' ? json(200, conversation('CH1')) : answer_read(call));
  const shown = (desk: Desk): (string | undefined)[] | undefined => desk.get().threads['CH1']?.messages.map((each) => each.content.text);

  it('shows in the open thread what is left in it', async () => {
    let items = before;
    make_gateway((call) => (is_thread(call) ? json(200, {items, next: null}) : read(call)));
    const desk = await at_work();
    await desk.open('CH1');
    expect(shown(desk)).toEqual(['text 1', 'text 2', 'text 3']);
    items = after;
    Socket.last.tell(split);
    await settle();
    expect(shown(desk)).toEqual(['text 1', 'text 3']);
    desk.stop();
  });

  it('is believed more than an answer that was asked for before', async () => {
    const answers: ((answer: Response) => void)[] = [];
    make_gateway((call) => (is_thread(call) ? new Promise((done) => { answers.push(done); }) : read(call)));
    const desk = await at_work();
    void desk.open('CH1');
    await settle();
    Socket.last.tell(split);
    await settle();
    answers.shift()?.(json(200, {items: before, next: null}));
    for (await settle(); answers.length > 0; await settle()) {
      expect(shown(desk) ?? []).toEqual([]);
      answers.splice(0).forEach((each) => each(json(200, {items: after, next: null})));
    }
    expect(shown(desk)).toEqual(['text 1', 'text 3']);
    desk.stop();
  });
});

describe('the connection', () => {
  it('counts as lost when the device says so, and comes back with it', async () => {
    const {heard} = make_gateway(answer_read);
    const desk = await at_work();
    const dead = Socket.last;
    heard.get('offline')?.();
    expect(desk.get().link).toBe('lost');
    heard.get('online')?.();
    expect(Socket.last).not.toBe(dead);
    Socket.last.tell({type: 'hello', cursor: '5'});
    dead.onclose?.({code: 1006}); // long after
    expect(desk.get().link).toBe('live');
    desk.stop();
  });
});

describe('a machine that wakes', () => {
  it('connects anew instead of trusting what it had', async () => {
    make_gateway(answer_read);
    const desk = await at_work();
    const before = Socket.last;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Socket.last).toBe(before);
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(Socket.last).not.toBe(before);
    expect(Socket.last.address.searchParams.get('after')).toBe('1');
    desk.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('logging out', () => {
  it('is not done while the gateway did not hear of it', async () => {
    make_gateway((call) => {
      if (call.method === 'DELETE') {
        throw new TypeError('unreachable');
      }
      return answer_read(call);
    });
    const desk = await at_work();
    const said = vi.fn();
    desk.hear(said);
    expect(await desk.log_out()).toBe(false);
    expect(said).toHaveBeenCalledOnce();
    desk.stop();
  });
});

describe('a draft', () => {
  it('is its writer\'s alone', () => {
    keep_draft('ben', 'CH1', {text: 'half a'});
    expect(draft_of('ben', 'CH1').text).toBe('half a');
    expect(draft_of('aminah', 'CH1').text).toBe('');
  });

  it('that was begun as a note does not become words for the customer', () => {
    keep_draft('aminah', 'CH2', typed('rude again', true));
    const note = draft_of('aminah', 'CH2');
    expect(note.note).toBe(true);
    expect(sent(note, false).note).toBe(false);
    expect(sent(note, true).note).toBe(true);
  });
});

describe('how long a conversation can be answered', () => {
  it('is asked for anew with every word of the customer, of the one on the screen', async () => {
    const {calls} = make_gateway((call) => {
      const id = /^\/api\/v1\/conversations\/(CH\d)$/.exec(call.path)?.[1];
      return id ? json(200, conversation(id, {until: '2026-03-03T09:00:00.000Z'}))
        : call.path.startsWith('/api/v1/customers/') ? json(404, {title: 'Nobody'}) : answer_read(call);
    });
    const desk = await at_work();
    await desk.open('CH2');
    await desk.open('CH1');
    await settle();
    const asked = async (what: Parameters<typeof message>[1]): Promise<string[]> => {
      calls.length = 0;
      Socket.last.tell({type: 'message.created', id: 'EV1', at: '2026-03-02T09:00:00.000Z', data: message(1, what), cursor: '2'});
      await settle();
      return calls.map((each) => each.path).filter((path) => /conversations\/CH\d$/.test(path));
    };
    expect(await asked({id: 'IM1', conversation: 'CH1'})).toEqual(['/api/v1/conversations/CH1']);
    expect(await asked({id: 'IM2', conversation: 'CH1', direction: 'outbound'})).toEqual([]);
    expect(await asked({id: 'IM3', conversation: 'CH2'})).toEqual([]);
    desk.stop();
  });
});
