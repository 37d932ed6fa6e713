import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Desk} from '../src/state/desk';
import {rows} from '../src/state/select';
import {answer_read, at_work, list, settle} from './at_work';
import {conversation, message, task} from './given';
import {json, make_gateway, Socket, type Call} from './gateway';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
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
