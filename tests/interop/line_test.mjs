// LINE's library beside the emulated LINE: what the emulator signs is signed by LINE's rule, and what the
// library asks of it is answered or refused as LINE does.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {after, before, test} from 'node:test';
import {HTTPFetchError, messagingApi, validateSignature} from '@line/bot-sdk';
import {start_emulators} from './programs.mjs';

const secret = 'interop-channel-secret';
const token = 'interop-access-token';
let emulators;
let bot;
const heard = []; // {signed, events}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  const signature = request.headers['x-line-signature'] ?? '';
  heard.push({signed: signature !== '' && validateSignature(body, secret, signature), ...JSON.parse(body)});
  response.end();
});
const line = (what, body) => emulators.control(`line/${what}`, body);

before(async () => {
  emulators = await start_emulators();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await line('channels', {id: '1234', channel_secret: secret, access_token: token,
    webhook_url: `http://127.0.0.1:${server.address().port}/`});
  bot = new messagingApi.MessagingApiClient({channelAccessToken: token, baseURL: `${emulators.url}/line`});
});

after(async () => {
  await emulators.stop();
  server.close();
});

test('what somebody writes is signed, in any script, and what is forged is not', async () => {
  for (const text of ['hello', '你好 é 😀 "quoted" \\ and \u2028']) {
    assert.equal((await line('messages', {user: 'hana', text})).delivered, true);
    const {signed, events} = heard.at(-1);
    assert.equal(signed, true);
    assert.equal(events[0].message.text, text);
  }
  for (const signature of ['wrong', 'absent']) {
    await line('messages', {user: 'hana', text: 'hello', signature});
    assert.equal(heard.at(-1).signed, false);
  }
});

test('the library answers, pushes once for a retry key, and knows who wrote', async () => {
  await line('users', {user: 'hana', name: 'Hana'});
  const {replyToken, userId} = await line('messages', {user: 'hana', text: 'hello'});
  const replied = await bot.replyMessage({replyToken, messages: [{type: 'text', text: 'Yes?',
    quickReply: {items: [{type: 'action', action: {type: 'postback', label: 'Yes', data: 'yes'}}]}}]});
  assert.match(replied.sentMessages[0].id, /^\d+$/);
  await assert.rejects(bot.replyMessage({replyToken, messages: [{type: 'text', text: 'again'}]}),
    (error) => error instanceof HTTPFetchError && error.status === 400);

  const key = randomUUID();
  const message = {to: userId, messages: [{type: 'text', text: 'Your order is ready'}]};
  await bot.pushMessage(message, key);
  await assert.rejects(bot.pushMessage(message, key), (error) => error.status === 409);
  assert.deepEqual((await line('sent?user=hana')).items.map((each) => each.message.text), ['Yes?', 'Your order is ready']);
  assert.equal((await bot.getProfile(userId)).displayName, 'Hana');
});

test('what LINE refuses is refused with its words', async () => {
  const {userId} = await line('messages', {user: 'hana', text: 'hello'});
  await assert.rejects(bot.pushMessage({to: userId, messages: [{type: 'text', text: ''}]}), (error) =>
    error.status === 400 && JSON.parse(error.body).details[0].property === 'messages[0].text');
  const stranger = new messagingApi.MessagingApiClient({channelAccessToken: 'no', baseURL: `${emulators.url}/line`});
  await assert.rejects(stranger.getBotInfo(), (error) => error.status === 401);
});
