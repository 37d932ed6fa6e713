// Twilio's library beside both sides: what the emulator signs is signed by Twilio's rule, what the library asks
// of the emulator is answered, and the TwiML that the gateway gives is TwiML.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import twilio from 'twilio';
import {eventually, root, start_emulators, start_gateway} from './programs.mjs';
import {check_twiml} from './twiml.mjs';

const sid = `AC${'a'.repeat(32)}`;
const token = 'interop-auth-token';
const ours = '+15005550006';
const mei = '+60123456789';
const lim = '+60137654321';
const hana = '+60111112222';
const ben = {email: 'ben@example.com', password: 'ben-password', phone: '+60199998888'};

let emulators;
let gateway;
let front; // stands before the gateway, where Twilio would find it
const seen = []; // {url, signed, type, body} of each request that came through

async function pass_on(request, response) {
  const body = Buffer.concat(await request.toArray());
  const url = `http://127.0.0.1:${front.address().port}${request.url}`;
  const fields = Object.fromEntries(new URLSearchParams(body.toString()));
  const answer = await fetch(gateway.url + request.url, {
    method: request.method, body: request.method === 'POST' ? body : undefined,
    headers: {'content-type': request.headers['content-type'] ?? '', 'x-twilio-signature': request.headers['x-twilio-signature'] ?? '',
      'i-twilio-idempotency-token': request.headers['i-twilio-idempotency-token'] ?? ''},
  });
  const said = Buffer.from(await answer.arrayBuffer());
  seen.push({
    url, status: answer.status, type: answer.headers.get('content-type'), text: said.toString(), fields,
    signed: twilio.validateRequest(token, request.headers['x-twilio-signature'] ?? '', url, fields),
  });
  response.writeHead(answer.status, {'content-type': answer.headers.get('content-type') ?? 'text/plain'});
  response.end(said);
}

before(async () => {
  emulators = await start_emulators();
  front = createServer((request, response) => {
    pass_on(request, response).catch(() => response.destroy()); // the gateway has ended
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const public_url = `http://127.0.0.1:${front.address().port}`;
  gateway = await start_gateway(`  - id: sms-my
    plugin: sms
    options: { account_sid: ${sid}, auth_token: ${token}, from: "${ours}", api_base: "${emulators.url}/sms" }
  - id: voice-my
    plugin: voice
    flow: hotline
    options: { account_sid: ${sid}, auth_token: ${token}, from: "${ours}", api_base: "${emulators.url}/voice" }`, {
    server: `public_url: "${public_url}"`,
    more: `flows:
  items:
    - id: hotline
      plugin: studio
      definition: ${join(root, 'config/flows/hotline.json')}
      bindings: { WW00000000000000000000000000000000: main }
agents:
  - id: ben
    name: Ben
    email: ${ben.email}
    password: ${ben.password}
    attributes: { phone: "${ben.phone}" }
    capacity: { default: 3, voice: 1 }
`});
  const account = {account_sid: sid, auth_token: token, numbers: [ours], step_ms: 30, patience_ms: 3_000};
  await emulators.control('sms/accounts', {...account, webhook_url: `${public_url}/channels/sms-my`});
  await emulators.control('voice/accounts', {...account, webhook_url: `${public_url}/channels/voice-my`,
    status_url: `${public_url}/channels/voice-my/status`});
});

after(async () => {
  await emulators?.stop();
  front?.close();
  front?.closeAllConnections();
  await gateway?.stop();
});

const act = (what, body) => emulators.control(`voice/${what}`, body);
const hears = (call, words) => eventually(async () => (await act(`heard?call=${call}`)).items
  .some((each) => each.kind === words || each.text.includes(words)), `the caller hears "${words}"`);
const told = (state) => eventually(async () => (await gateway.api('/messages?direction=inbound')).items
  .find((each) => each.content.call?.state === state), `a call is ${state}`);

async function call(from) {
  const {call: made} = await act('calls', {from});
  await hears(made, 'press 1');
  await act('act', {call: made, digits: '1'});
  await hears(made, 'To talk to somebody, press 2');
  return made;
}

// What the library sends goes to the emulator instead of api.twilio.com.
class emulated {
  constructor(name) {
    this.name = name;
  }
  async request({method, uri, username, password, data, params, headers}) {
    const asked = new URL(uri);
    assert.equal(asked.origin, 'https://api.twilio.com');
    const query = new URLSearchParams(params).toString();
    const answer = await fetch(`${emulators.url}/${this.name}${asked.pathname}${query && `?${query}`}`, {
      method: method.toUpperCase(),
      headers: {...headers, authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`},
      body: data && new URLSearchParams(data).toString(),
    });
    return {statusCode: answer.status, body: JSON.parse((await answer.text()) || 'null'), headers: {}};
  }
}
const client = (name, secret = token) => twilio(sid, secret, {httpClient: new emulated(name)});

test('a hotline is TwiML from the greeting to the end', async () => {
  const session = await gateway.api('/sessions', {email: ben.email, password: ben.password});
  const as_ben = async (method, path, body) => {
    const answer = await fetch(`${gateway.url}/api/v1${path}`, {
      method, body: JSON.stringify(body ?? {}),
      headers: {authorization: `Bearer ${session.token}`, 'content-type': 'application/json'}});
    assert.ok(answer.ok, `${path}: ${answer.status}`);
  };
  await as_ben('PUT', '/me/activity', {activity: 'available'});

  const talk = await call(mei);
  await act('act', {call: talk, digits: '2'});
  const offer = await eventually(async () =>
    (await gateway.api('/reservations', undefined, session.token)).items.find((each) => each.status === 'pending'), 'an offer');
  await as_ben('POST', `/reservations/${offer.id}/accept`);
  const {conversation} = await told('conference-start');
  const does = (state) => as_ben('POST', `/conversations/${conversation}/messages`, {content: {call: {state}}});
  await does('hold');
  await told('participant-hold');
  await act('hangup', {call: talk});
  await told('completed');

  const voicemail = await call(lim);
  await act('act', {call: voicemail, digits: '3'});
  await hears(voicemail, 'beep');
  await act('act', {call: voicemail, speech: 'please call me back', digits: '#'});
  await told('recorded');
  await hears(voicemail, 'end');

  const spoken = await gateway.api('/messages', {channel: 'voice-my', to: hana,
    content: {text: 'Your order <7> & "more" is ready'}});
  await eventually(async () => (await gateway.api(`/messages/${spoken.id}`)).status === 'delivered', 'it is said');

  const documents = seen.filter((each) => each.type?.includes('xml'));
  assert.ok(documents.length > 8, `${documents.length} documents`);
  documents.forEach((each) => check_twiml(each.text));
  const verbs = new Set(documents.flatMap((each) => each.text.match(/<[A-Z]\w+/g)));
  for (const verb of ['Say', 'Gather', 'Play', 'Dial', 'Conference', 'Record', 'Redirect']) {
    assert.ok(verbs.has(`<${verb}`), `${verb} was among them: ${[...verbs]}`);
  }
  assert.deepEqual(seen.filter((each) => each.url.includes('voice') && !each.signed), []);
});

test('the library sends, lists and is refused as by Twilio', async () => {
  const sms = client('sms');
  const sent = await sms.messages.create({from: ours, to: mei, body: 'Apa khabar? 🙂'});
  assert.match(sent.sid, /^SM[0-9a-f]{32}$/);
  assert.equal(sent.numSegments, '1');
  assert.equal((await sms.messages(sent.sid).fetch()).body, 'Apa khabar? 🙂');
  assert.ok((await sms.messages.list({to: mei, limit: 5})).some((each) => each.sid === sent.sid));
  await assert.rejects(sms.messages.create({from: ours, to: '12', body: 'x'}), {code: 21211, status: 400});
  await assert.rejects(client('sms', 'wrong').messages.list({limit: 1}), {code: 20003, status: 401});
});

test('texts and their receipts are signed by Twilio\'s rule, also over odd fields', async () => {
  const start = seen.length;
  const odd = {'ProfileName': 'Méi & 美 = +', 'Empty': ''};
  assert.equal((await emulators.control('sms/messages', {from: mei, text: 'Salam & hello = +1', fields: odd})).delivered, true);
  await gateway.api('/messages', {channel: 'sms-my', to: mei, content: {text: 'Well?'}});
  await eventually(() => seen.slice(start).some((each) => each.fields.MessageStatus === 'delivered'), 'a receipt');
  assert.deepEqual(seen.slice(start).filter((each) => !each.signed), []);
  await emulators.control('sms/messages', {from: mei, text: 'forged', signature: 'wrong'});
  const forged = seen.filter((each) => each.fields.Body === 'forged');  // receipts may come between
  assert.deepEqual(forged.map((each) => [each.signed, each.status]), [[false, 401]]);
});
