// What visitors do in a chat: write, hear, leave, and come back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { internal } from '../../widget/build.mjs';
import { visitors } from './shop.mjs';

const open = visitors();
const agent = { kind: 'agent', name: 'Aminah' };

test('the keyboard alone opens it, writes, and leaves it where it came from', async () => {
  const shop = await open({}, { data: '', body: '<button id="before">before</button>' });
  const { page } = shop;
  await page.getByRole('button', { name: 'Open chat' }).focus();
  await page.keyboard.press('Enter');
  await shop.panel.waitFor();
  assert.equal(await shop.focused(), 'Write a message');
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  assert.equal((await shop.hears('msg.send')).text, 'one\ntwo');
  await page.keyboard.press('Escape');
  await shop.panel.waitFor({ state: 'hidden' });
  assert.equal(await shop.focused(), 'Open chat');
  await shop.close();
});

test('Enter belongs to an input method while it composes', async () => {
  const shop = await open();
  await shop.box.fill('ni hao');
  await shop.in_root((root) => {
    const area = root.querySelector('.composer textarea');
    for (const more of [{ isComposing: true }, { keyCode: 229 }]) area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }));
  });
  assert.equal(await shop.box.inputValue(), 'ni hao');
  await shop.page.keyboard.press('Enter');
  assert.equal((await shop.hears('msg.send')).text, 'ni hao');
  assert.equal(shop.said('msg.send').length, 1);
  await shop.close();
});

test('only what comes in is read out, with who said it', async () => {
  const shop = await open();
  shop.says({ text: 'before you came' }, agent);
  await shop.panel.getByText('before you came').waitFor();
  await shop.visit('/second');
  await shop.panel.getByText('before you came').waitFor();
  await shop.write('my own');
  shop.says({ text: 'now' }, agent);
  await shop.panel.getByText('now', { exact: true }).waitFor();
  const live = await shop.in_root((root) => [...root.querySelectorAll('.log .item')].map((item) => [item.querySelector('.bubble').textContent, item.closest('[aria-live]').getAttribute('aria-live')]));
  assert.deepEqual(live, [['before you came', 'off'], ['my own', 'off'], ['now', 'polite']]);
  const log = shop.panel.getByRole('log');
  assert.match(await log.innerText(), /Aminah/);
  // A receipt changes a message and does not put it there anew.
  await shop.in_root((root) => { root.querySelector('.own').mark = true; });
  shop.tell({ type: 'receipt', kind: 'read', by: 'agent', cid: shop.said('msg.send')[0].cid });
  await log.getByText('Read', { exact: true }).waitFor();
  assert.equal(await shop.in_root((root) => root.querySelector('.own').mark), true);
  await shop.close();
});

test('a lost connection is said, and made good on this page and the next', async () => {
  const shop = await open();
  const { panel } = shop;
  await shop.write('one');
  await panel.getByText('Sent', { exact: true }).waitFor();
  await shop.cut();
  await panel.getByText('Connection lost').waitFor();
  shop.says({ text: 'said meanwhile' }, agent);
  await shop.write('two');
  await panel.getByText('said meanwhile').waitFor();
  await shop.hears((frame) => frame.text === 'two', 'two');
  const next = await shop.visit('/next');
  await shop.panel.getByText('two', { exact: true }).waitFor();
  const texts = await shop.in_root((root) => [...root.querySelectorAll('.log .bubble')].map((each) => each.textContent));
  assert.deepEqual(texts, ['one', 'said meanwhile', 'two']);
  await next.close();
  await shop.close();
});

test('names that are shortened in the script are no part of the browser', async () => {
  const shop = await open();
  const known = await shop.page.evaluate(() => {
    const names = new Set();
    const add = (object) => Object.getOwnPropertyNames(object).forEach((name) => names.add(name));
    for (const space of [window, Intl]) {
      add(space);
      const kinds = Object.getOwnPropertyNames(space).map((name) => space[name]).filter((each) => typeof each === 'function');
      for (const kind of kinds) [kind, kind.prototype].filter(Boolean).forEach(add);
    }
    return [...names];
  });
  assert.ok(known.includes('textContent'));
  assert.deepEqual(internal.filter((name) => known.includes(name)), []);
  await shop.close();
});
