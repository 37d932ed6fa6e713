// Whom the chat suits: any brand, language, direction, screen, and way of using a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, chat, strict_policy, visitors } from './shop.mjs';

const open = visitors();
const agent = { kind: 'agent', name: 'Aminah' };

test('nobody stumbles over it: closed, with a form, with faults, on a phone, light and dark', async () => {
  const shop = await open({ prechat: asked, verify: true }, { data: '' });
  assert.deepEqual(await shop.stumbling_blocks(), [], 'closed');
  await shop.page.getByRole('button', { name: 'Open chat' }).click();
  await shop.panel.getByLabel('Name').waitFor();
  assert.deepEqual(await shop.stumbling_blocks(), [], 'form');
  await shop.panel.getByRole('button', { name: 'Start chatting' }).click();
  await shop.panel.getByText('Please look at 4 answers again.').waitFor();
  assert.deepEqual(await shop.stumbling_blocks(), [], 'faults');
  await shop.page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await shop.stumbling_blocks(), [], 'form on a phone');
  await shop.close();
});

test('nobody stumbles over a thread, with all that can be in it', async () => {
  const shop = await open();
  shop.says({ text: 'Which?', choices: [{ title: 'A' }, { title: 'https', url: 'https://example.com' }] }, { kind: 'flow' });
  shop.says({ cards: [{ title: 'Lapis', text: 'Nine layers', image: `${chat}/picture/1`, choices: [{ title: 'Order' }] }, { title: 'Onde', choices: [{ title: 'Order' }] }] }, { kind: 'bot' });
  shop.says({ attachments: [{ kind: 'file', name: 'menu.pdf', size: 12345, url: `${chat}/picture/2` }, { kind: 'image', url: `${chat}/picture/3` }] });
  await shop.panel.getByText('menu.pdf').waitFor();
  await shop.write('x');
  await shop.panel.getByText('Sent', { exact: true }).waitFor();
  await shop.box.fill('x'.repeat(4001));
  await shop.panel.getByRole('alert').getByText('4,001 of 4,000').waitFor();
  assert.deepEqual(await shop.stumbling_blocks(), [], 'thread');
  await shop.page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await shop.stumbling_blocks(), [], 'thread on a phone');
  assert.equal(await shop.panel.getAttribute('aria-modal'), 'true');
  await shop.close();
});

test('on a phone it is all there is: the focus stays in it, and nothing is cut off', async () => {
  const shop = await open({}, { data: 'data-open', body: '<a href="/x">behind</a>' });
  const { page } = shop;
  for (const [width, height] of [[390, 844], [320, 256], [320, 480]]) {
    await page.setViewportSize({ width, height });
    await page.waitForFunction(() => {
      const panel = document.querySelector('selat-chat').shadowRoot.querySelector('.panel');
      const { left, top, right, bottom } = panel.getBoundingClientRect();
      return left === 0 && top === 0 && right === innerWidth && bottom === innerHeight && panel.scrollWidth <= innerWidth;
    });
    await shop.box.scrollIntoViewIfNeeded();
  }
  await shop.box.focus();
  for (let i = 0; i < 8; ++i) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SELAT-CHAT');
  }
  await shop.close();
});

test('any brand is read: each colour is lightened or darkened until it can be', async () => {
  for (const colour of ['#ffffff', '#ffe14d', '#000000', 'hotpink', 'rgb(120 120 120)']) {
    const shop = await open({ color: colour });
    shop.says({ text: 'Hello', choices: [{ title: 'A' }] }, agent);
    await shop.write('hi');
    await shop.panel.getByText('Sent', { exact: true }).waitFor();
    assert.deepEqual(await shop.stumbling_blocks(), [], colour);
    await shop.close();
  }
});

test('it speaks the visitor\'s language, and falls back to one that is understood', async () => {
  for (const [lang, locale, ...wanted] of [
    ['ms', 'en-GB', 'ms', 'Tulis mesej'], ['ta-MY', 'en-GB', 'ta', 'செய்தியை எழுதவும்'], ['in', 'en-GB', 'id', 'Tulis pesan'], ['zsm', 'en-GB', 'ms', 'Tulis mesej'],
    ['', 'zh-TW', 'zh-Hant', '輸入訊息'], ['', 'zh-CN', 'zh-Hans', '输入消息'], ['', 'en-GB', 'en', 'Write a message'], ['de', 'de-DE', 'en', 'Write a message'],
  ]) {
    const shop = await open({}, { html: { lang } }, { locale });
    await shop.page.waitForFunction(([name, words]) => {
      const root = document.querySelector('selat-chat').shadowRoot;
      return root.querySelector('.panel').lang === name && root.querySelector('.composer textarea').placeholder === words;
    }, wanted);
    await shop.close();
  }
});

test('counts and times are written as the language does', async () => {
  const shop = await open({}, { data: '' }, { locale: 'en-US' });
  const launcher = shop.page.getByRole('button', { name: 'Open chat' });
  await shop.page.evaluate(() => window.selatChat.sendMessage('hi'));
  await shop.hears('msg.send');
  shop.says({ text: 'one' }, agent, { ts: new Date(2026, 0, 5, 15, 4).getTime() });
  await shop.page.getByRole('button', { name: 'Open chat, 1 unread message' }).waitFor();
  shop.says({ text: 'two' }, agent);
  await shop.page.getByRole('button', { name: 'Open chat, 2 unread messages' }).waitFor();
  await launcher.click();
  await shop.panel.getByText('03:04 PM').waitFor();
  await shop.page.evaluate(() => window.selatChat.setLocale('ms-MY'));
  await shop.panel.getByText('3:04 PTG').waitFor();
  await shop.panel.getByText('Hari ini').first().waitFor();
  await shop.close();
});

test('a page from right to left is mirrored, and each text runs its own way', async () => {
  const shop = await open({}, { html: { dir: 'rtl', lang: 'ar' } });
  shop.says({ text: 'مرحبا، كيف أساعدك؟' }, agent);
  shop.says({ text: 'Order 4711 is on its way.' }, agent);
  await shop.panel.getByText('4711').waitFor();
  const seen = await shop.in_root((root) => {
    const [panel, close] = [root.querySelector('.panel'), root.querySelector('.top .plain')].map((each) => each.getBoundingClientRect());
    return { left: panel.left < 40, close: close.left - panel.left < 40, runs: [...root.querySelectorAll('.log .bubble')].map((each) => getComputedStyle(each).direction) };
  });
  assert.deepEqual(seen, { left: true, close: true, runs: ['rtl', 'ltr'] });
  await shop.close();
});

test('a page that allows nothing but the gateway is enough, and is not moved by it', async () => {
  const shop = await open({}, { data: '' });
  assert.match(strict_policy, /style-src 'none'.*require-trusted-types-for 'script'; trusted-types 'none'/);
  const shift = await shop.page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, each) => sum + each.value, 0))).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
  }));
  assert.equal(shift, 0);
  await shop.page.evaluate(() => window.selatChat.open());
  const style = await shop.in_root((root) => getComputedStyle(root.querySelector('.panel')).position);
  assert.equal(style, 'fixed');
  await shop.close();
});
