// What must not happen, whoever says what.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitors } from './shop.mjs';
import { naughty } from './strings.mjs';

const open = visitors();

test('nothing that anybody says becomes anything but text', async () => {
  const shop = await open({ title: naughty[0], greeting: naughty[1], prechat: { title: naughty[3], fields: naughty.slice(0, 12).map((label, index) => ({ id: `f${index}`, type: index % 2 ? 'text' : 'select', label, options: [{ value: label, label: naughty[index + 12] }] })), consent: { text: naughty[4], url: 'javascript:window.__broken=1' } } });
  await shop.in_root((root) => {
    window.__foreign = [];
    const known = new Set(['HEADER', 'H2', 'DIV', 'SPAN', 'BDI', 'A', 'BUTTON', 'IMG', 'VIDEO', 'AUDIO', 'CANVAS', 'SMALL', 'TIME', 'H3', 'P', 'FORM', 'LABEL', 'INPUT', 'SELECT', 'OPTION', 'TEXTAREA', 'PROGRESS', 'I', 'svg', 'path', 'SECTION']);
    const look = (node) => {
      if (node.nodeType !== 1) return;
      if (!known.has(node.tagName)) window.__foreign.push(node.outerHTML);
      for (const { name, value } of node.attributes) {
        if (/^on/.test(name) || name === 'srcdoc' || name === 'style' || (/^(href|src|action|formaction)$/.test(name) && !/^https?:\/\//.test(value))) window.__foreign.push(`${name}=${value}`);
      }
      for (const child of node.children) look(child);
    };
    look(root.querySelector('.panel'));
    new MutationObserver((records) => records.forEach((record) => (record.type === 'attributes' ? look(record.target) : record.addedNodes.forEach(look)))).observe(root, { subtree: true, childList: true, attributes: true });
  });
  for (const text of naughty) {
    shop.says({ text }, { kind: 'agent', name: text });
    shop.says({ choices: [{ title: text, payload: text, url: text }, { title: text, payload: text }] }, { kind: 'bot', name: text });
    shop.says({ cards: [{ title: text, text, image: text, choices: [{ title: text, url: text }] }] }, { kind: 'flow' });
    shop.says({ attachments: ['image', 'video', 'audio', 'file', text].map((kind) => ({ kind, name: text, url: text, size: text })) }, { kind: 'visitor' });
    shop.says({ location: { latitude: text, longitude: text, name: text, address: text }, selected: { title: text, payload: text } }, { kind: text, name: text });
    shop.tell({ type: 'typing', on: true, author: { kind: 'agent', name: text } });
  }
  shop.tell(JSON.parse('{"type":"__proto__","rid":"constructor","__proto__":{"polluted":1},"constructor":1}'));
  await shop.page.waitForFunction((count) => document.querySelector('selat-chat').shadowRoot.querySelectorAll('.item').length === count, naughty.length * 5, { timeout: 60_000 });
  const seen = await shop.in_root((root) => [...root.querySelectorAll('.item > .bubble')].map((each) => each.textContent));
  for (const text of naughty) {
    if (text.trim() && text !== '\ud83d') assert.ok(seen.includes(text), `shown as it is: ${JSON.stringify(text.slice(0, 60))}`);
  }
  assert.deepEqual(await shop.page.evaluate(() => window.__foreign), []);
  assert.equal(await shop.page.evaluate(() => window.__broken), undefined);
  assert.equal(await shop.page.evaluate(() => ({}).polluted), undefined);
  assert.equal(await shop.in_root((root) => root.querySelector('.panel').scrollWidth <= root.querySelector('.panel').clientWidth), true);
  shop.tell({ type: 'session' }); // nothing is asked any more
  for (const text of naughty.filter((each) => each.trim() && each !== '\ud83d')) {
    await shop.page.evaluate((said) => window.selatChat.sendMessage(said), text);
    assert.equal((await shop.hears((frame) => frame.type === 'msg.send' && frame.text === text, JSON.stringify(text.slice(0, 60)))).text, text);
  }
  assert.equal(await shop.page.evaluate(() => window.__broken), undefined);
  await shop.close();
});
