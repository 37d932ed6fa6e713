import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Refusal} from '../src/api/client';
import {Desk} from '../src/state/desk';
import {agent, conversation, message} from './given';
import {json, make_gateway, Socket, type Call} from './gateway';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const at = '2026-03-02T09:00:00.000Z';
const address = {channel: 'sms-my', address: '+60123456789', verified: false, last_seen: at, reach: 'open'};
const customer = (id: string) => ({id, name: id, locale: null, attributes: {}, addresses: [address], created: at});
const code = {id: 'VE1', customer: 'CU1', channel: 'sms-my', to: '+60123456789', status: 'pending' as const, expires: at, attempts_left: 5};

// Answers by the end of the path of what is posted, or by another method. `up`: whether anything else is answered.
async function at_work(answers: Record<string, (call: Call) => Response | Promise<Response>>, up = () => true): Promise<{desk: Desk; posts: () => string[]}> {
  const {calls} = make_gateway((call) => {
    const found = Object.entries(answers).find(([of]) => call.method === of || (call.method === 'POST' && call.path.endsWith(of)));
    return found ? found[1](call)
      : !up() ? json(503, {title: 'Later'})
      : call.method === 'POST' ? json(202, message(1, {direction: 'internal'}))
      : call.path.startsWith('/api/v1/customers/') ? json(200, customer(call.path.slice(-3)))
      : call.path.startsWith('/api/v1/conversations?') ? json(200, {items: [conversation('CH1')], next: null})
      : call.path.startsWith('/api/v1/channels') ? json(200, []) : json(200, {items: [], next: null});
  });
  const desk = new Desk(agent('ben'), () => undefined);
  desk.start();
  Socket.last.tell({type: 'hello', cursor: '1'});
  await vi.advanceTimersByTimeAsync(0);
  calls.length = 0;
  return {desk, posts: () => calls.filter((each) => each.method === 'POST').map((each) => `${each.path} ${JSON.stringify(each.body)}`)};
}

describe('two customers that are one', () => {
  it('become one with the reason, which stays as a note', async () => {
    const {desk, posts} = await at_work({'/merge': () => json(200, customer('CU1'))});
    expect(await desk.merge('CU1', 'CU2', 'same order', 'CH1', 'Merged. same order')).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(posts()).toEqual([
      '/api/v1/customers/CU1/merge {"from":"CU2","reason":"same order"}',
      '/api/v1/conversations/CH1/messages {"content":{"text":"Merged. same order"},"note":true}',
    ]);
    desk.stop();
  });

  it('are offered by what they have in common, as the gateway knows it', async () => {
    const match = {customer: customer('CU2'), channel: 'sms-my', address: '+60123456789', kind: 'phone', verified: true, split: false};
    const {desk} = await at_work({GET: ({path}) => json(200, {items: path.endsWith('/CU1/matches') ? [match] : [], next: null})});
    expect(await desk.find_matches('CU1')).toEqual([match]);
    desk.stop();
  });

  it('stay two, without a note, where the gateway refuses', async () => {
    const {desk, posts} = await at_work({'/merge': () => json(403, {title: 'Not yours'})});
    const said = vi.fn();
    desk.hear(said);
    expect(await desk.merge('CU1', 'CU2', 'same order', 'CH1', 'Merged.')).toBe(false);
    expect(said).toHaveBeenCalledOnce();
    expect(posts()).toHaveLength(1);
    desk.stop();
  });

  it('are one also where what they said before cannot be read then', async () => {
    let up = true;
    const {desk, posts} = await at_work({'/merge': () => { up = false; return json(200, customer('CU1')); }}, () => up);
    const said = vi.fn();
    desk.hear(said);
    expect(await desk.merge('CU1', 'CU2', 'same order', 'CH1', 'Merged.')).toBe(true);
    expect(said).not.toHaveBeenCalled();
    expect(posts()).toHaveLength(2);
    desk.stop();
  });
});

describe('what an event told while a call was under way', () => {
  const named = (id: string, name: string) => ({...customer(id), name});
  const tell_before = async (answer: Response, id: string): Promise<Response> => {
    await Promise.resolve();
    Socket.last.tell({type: 'customer.updated', id: 'EV1', at, cursor: '2', data: named(id, 'told')});
    return answer;
  };

  it('stands against the answer to a new name', async () => {
    const {desk} = await at_work({PATCH: () => tell_before(json(200, named('CU1', 'answered')), 'CU1')});
    expect(await desk.rename('CU1', 'answered')).toBe(true);
    expect(desk.get().customers['CU1']?.name).toBe('told');
    desk.stop();
  });

  it('stands against the answer to a split', async () => {
    const {desk} = await at_work({'/split': () => tell_before(json(201, named('CU9', 'answered')), 'CU9')});
    await desk.split('CU1', {channel: 'sms-my', address: '+60123456789', reason: 'two people'}, 'CH1', '');
    expect(desk.get().customers['CU9']?.name).toBe('told');
    desk.stop();
  });
});

it('splits off one address, of one channel', async () => {
  const {desk, posts} = await at_work({'/split': () => json(201, customer('CU9'))});
  expect(await desk.split('CU1', {channel: 'sms-my', address: '+60123456789', reason: 'two people'}, 'CH1', '')).toBe(true);
  expect(posts()).toEqual(['/api/v1/customers/CU1/split {"channel":"sms-my","address":"+60123456789","reason":"two people"}']);
  expect(desk.get().customers['CU9']).toBeDefined();
  desk.stop();
});

it('checks a code for the customer and the verification that it was sent for, and says what was refused', async () => {
  const answers = [json(422, {title: 'This is not the code'}), json(200, {...code, status: 'approved'})];
  const {desk, posts} = await at_work({
    '/verifications': () => json(201, code), '/check': () => answers.shift() ?? json(500, {}),
  });
  const sent = await desk.send_code('CU1', {channel: 'sms-my', to: '+60123456789'});
  await expect(desk.check_code(sent, '000000')).rejects.toThrow(Refusal);
  await desk.check_code(sent, '482913');
  expect(posts()).toEqual([
    '/api/v1/customers/CU1/verifications {"channel":"sms-my","to":"+60123456789"}',
    '/api/v1/customers/CU1/verifications/VE1/check {"code":"000000"}',
    '/api/v1/customers/CU1/verifications/VE1/check {"code":"482913"}',
  ]);
  desk.stop();
});

describe('a customer who is asked to another channel', () => {
  it('gets the link once, in the conversation', async () => {
    const {desk, posts} = await at_work({'/invite': () => json(202, message(7, {direction: 'outbound'}))});
    expect(await desk.invite('CH1', 'whatsapp-my')).toBe(true);
    expect(posts()).toEqual(['/api/v1/conversations/CH1/invite {"channel":"whatsapp-my"}']);
    desk.stop();
  });
});
