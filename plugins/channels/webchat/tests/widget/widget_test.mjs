// The widget on a page: what is sent, when, and in whose name. Run by `node --test`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { internal } from '../../widget/build.mjs';
import { clock } from './clock.mjs';
import { Page, settle, source } from './page.mjs';

beforeEach(() => clock.reset());

const texts = (socket) => socket.messages.map((each) => each.text);

test('nothing that was said can become markup or code', () => {
  assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\('on/);
});

test('names that are shortened in the script are in nothing that the gateway says', () => {
  const given = ['widget/texts/en.json', 'chat_claims.cpp', 'frames.cpp', 'front.cpp', 'front_files.cpp', 'front_session.cpp', 'prechat.cpp'];
  const text = given.map((name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')).join('');
  for (const name of internal) assert.doesNotMatch(text, new RegExp(`"${name}\\\\?"`));
});

test('what an earlier page could not send goes out in the order it was written', async () => {
  const stored = { token: 'visitor.token', visitor: 'visitor:1' };
  for (const n of [3, 1, 10, 2]) stored[`out:${'dacb'[n % 4]}${n}`] = JSON.stringify({ cid: `c${n}`, n, text: `text ${n}` });
  const page = new Page({ stored });
  await page.live();
  assert.deepEqual(texts(page.socket), ['text 1', 'text 2', 'text 3', 'text 10']);
});

test('messages of one millisecond keep their order, also after those of an earlier page', async () => {
  const page = new Page({ stored: { 'out:x': JSON.stringify({ cid: 'x', n: 1_800_000_000_000, text: 'old' }) } });
  for (const text of ['one', 'two', 'three']) page.chat.sendMessage(text);
  const places = ['one', 'two', 'three'].map((text) => [...page.chat.thread.outbox.values()].find((each) => each.text === text).n);
  assert.deepEqual(places, [1, 2, 3].map((each) => 1_800_000_000_000 + each));
});

test('a choice is made once, and not beside a message that is on its way', async () => {
  const page = new Page();
  page.chat.open();
  await page.live();
  page.says(1, { text: 'Which?', choices: [{ title: 'A', payload: 'a' }, { title: 'B', payload: 'b' }] });
  const [a, b] = page.buttons;
  a.click();
  a.click();
  b.click();
  for (const button of page.buttons) {
    assert.equal(button.disabled, true);
    button.click();
  }
  assert.equal(page.socket.messages.length, 1);
  page.acks(page.socket.messages[0], 2);
  assert.deepEqual(page.buttons.map((each) => each.disabled), [true, true]);

  page.says(3, { text: 'Again?', choices: [{ title: 'C' }] });
  assert.deepEqual(page.buttons.map((each) => each.disabled), [true, true, false]);
  page.chat.sendMessage('wait');
  assert.deepEqual(page.buttons.map((each) => each.disabled), [true, true, true]);
});

test('the buttons of a card rest while an answer is on its way', async () => {
  const page = new Page();
  page.chat.open();
  await page.live();
  page.says(1, { cards: [{ title: 'Shirt', choices: [{ title: 'Buy' }] }] });
  page.buttons[0].click();
  page.buttons[0].click();
  assert.equal(page.socket.messages.length, 1);
  page.acks(page.socket.messages[0], 2);
  assert.equal(page.buttons[0].disabled, false);
});

test('who signs in is somebody else only when what was sent has come to its end', async () => {
  const page = new Page();
  page.chat.sendMessage('sent as a visitor');
  await page.live();
  const [sent] = page.socket.messages;
  page.chat.identify({ token: 'jwt' });
  page.chat.sendMessage('written meanwhile');
  await settle();
  assert.equal(page.sessions.length, 1);
  assert.equal(page.sockets.length, 1);
  assert.equal(page.socket.messages.length, 1);

  page.acks(sent, 1);
  await settle();
  assert.deepEqual(page.sessions[1].identity, { token: 'jwt' });
  await page.live();
  assert.deepEqual(texts(page.socket), ['written meanwhile']);
});

test('a connection that breaks on the way is made again in the old session first', async () => {
  const page = new Page();
  page.chat.sendMessage('where is it?');
  await page.live();
  page.chat.identify({ token: 'jwt' });
  page.socket.ends(1006);
  clock.tick(30_000);
  await page.live();
  assert.equal(page.sessions.some((each) => each.identity), false);
  assert.deepEqual(texts(page.socket), ['where is it?']);
  page.acks(page.socket.messages[0], 1);
  await page.live();
  assert.equal(page.sessions.at(-1).identity.token, 'jwt');
  assert.deepEqual(texts(page.socket), []);
});

test('the same after the page was left in between', async () => {
  const stored = { token: 'visitor.token', visitor: 'visitor:1', 'out:c': JSON.stringify({ cid: 'c', n: 1, text: 'sent', sent: true }) };
  const page = new Page({ stored });
  page.chat.identify({ token: 'jwt' });
  await page.live();
  assert.equal(page.sessions.some((each) => each.identity), false);
  assert.deepEqual(texts(page.socket), ['sent']);
  page.acks(page.socket.messages[0], 1);
  await page.live();
  assert.equal(page.sessions.at(-1).identity.token, 'jwt');
});

test('what was refused for now is sent in the new session', async () => {
  const page = new Page();
  page.chat.sendMessage('hello');
  await page.live();
  page.chat.identify({ token: 'jwt' });
  const [{ rid, cid }] = page.socket.messages;
  page.socket.gets({ type: 'nack', rid, cid, code: 'unavailable', retry_after: 2 });
  await page.live();
  assert.equal(page.sessions.at(-1).identity.token, 'jwt');
  assert.deepEqual(texts(page.socket), ['hello']);
});

test('a gateway that never answers does not keep anybody from signing in', async () => {
  const page = new Page();
  page.chat.sendMessage('hello');
  await page.live();
  page.chat.identify({ token: 'jwt' });
  clock.tick(14_000);
  await settle();
  assert.equal(page.sessions.length, 1);
  clock.tick(1_000);
  await settle();
  assert.equal(page.sessions.length, 2);
});

test('who logs out while a session is asked for stays logged out', async () => {
  const page = new Page({ stored: { token: 'user.token', visitor: 'user:siti' } });
  page.chat.link.start();
  page.chat.logout();
  await settle();
  assert.equal(page.stored('token'), null);
  assert.equal(page.stored('visitor'), null);
  assert.equal(page.sockets.length, 0);
});

test('what was refused for good is not sent again after signing in', async () => {
  const page = new Page();
  page.chat.sendMessage('hello');
  await page.live();
  const { rid, cid } = page.socket.messages[0];
  page.socket.gets({ type: 'nack', rid, cid, code: 'validation' });
  page.chat.identify({ token: 'jwt' });
  await page.live();
  assert.deepEqual(texts(page.socket), []);
});

test('nothing of one user is sent in the name of the next', async () => {
  const page = new Page({ stored: { token: 'user.token', visitor: 'user:aminah', 'out:c': JSON.stringify({ cid: 'c', n: 1, text: 'secret' }) } });
  await page.live();
  assert.deepEqual(texts(page.socket), []);
  assert.equal(page.stored('out:c'), null);
});

test('nor are the words that one had not sent yet left for the next', async () => {
  const page = new Page({ stored: { token: 'user.token', visitor: 'user:siti' } });
  await page.live();
  page.box.value = 'secret';
  page.chat.logout();
  assert.equal(page.box.value, '');
});

test('a connection that ends soon again is tried ever more slowly', async () => {
  const page = new Page({ random: 1 });
  page.chat.open();
  const waits = [];
  const reconnects = async () => {
    const before = page.sockets.length;
    let waited = 0;
    for (; page.sockets.length === before; waited += 100) {
      clock.tick(100);
      await settle();
    }
    waits.push(waited);
  };
  for (let i = 0; i < 4; ++i) {
    await page.live();
    clock.tick(5_000);
    page.socket.ends(1006);
    await reconnects();
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000]);
  await page.live();
  clock.tick(20_000);
  page.socket.gets({ type: 'pong' });
  clock.tick(10_000);
  page.socket.ends(1006);
  await reconnects();
  assert.equal(waits.at(-1), 500);
});

test('who is told when to come back does not come before', async () => {
  const page = new Page({ random: 0 });
  page.chat.open();
  await page.live();
  page.socket.gets({ type: 'bye', code: 'drain', retry_after: 7 });
  page.socket.ends(1001);
  clock.tick(6_900);
  page.hears.visibilitychange();
  page.chat.identify({ token: 'jwt' });
  await settle();
  assert.equal(page.sockets.length, 1);
  clock.tick(200);
  await settle();
  assert.equal(page.sockets.length, 2);
});

test('a closed conversation is said to have ended, and opens again', async () => {
  const page = new Page();
  const seen = [];
  page.chat.on('conversation:end', () => seen.push('end'));
  page.chat.on('conversation:start', () => seen.push('start'));
  await page.chat.open();
  await page.live();
  page.says(1, { text: 'bye' });
  page.socket.gets({ type: 'event', event: 'status', ts: 1, data: { status: 'closed' } });
  assert.match(page.status, /has ended/);
  page.socket.gets({ type: 'event', event: 'status', ts: 1, data: { status: 'open' } });
  assert.equal(page.status, '');
  assert.deepEqual(seen, ['end', 'start']);
});
