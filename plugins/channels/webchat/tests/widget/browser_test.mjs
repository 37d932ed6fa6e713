// The widget in a real browser: what visitors see and can do, on a page as strict as pages get.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chat, launch, Shop, strict_policy } from './shop.mjs';
import { naughty } from './strings.mjs';

const agent = { kind: 'agent', name: 'Aminah' };
const asked = {
  title: { en: 'Tell us who you are', ms: 'Beritahu kami siapa anda' },
  fields: [
    { id: 'name', type: 'text', label: { en: 'Name', ms: 'Nama' }, required: true },
    { id: 'email', type: 'email', label: 'E-mail', required: true },
    { id: 'phone', type: 'phone', label: 'Phone', country: '60' },
    { id: 'order', type: 'text', label: 'Order number', pattern: '[A-Z]{2}[0-9]{4}' },
    { id: 'topic', type: 'select', label: 'About', required: true, options: [{ value: 'order', label: { en: 'An order', ms: 'Pesanan' } }, { value: 'other', label: 'Something else' }] },
    { id: 'details', type: 'textarea', label: 'Details' },
    { id: 'member', type: 'checkbox', label: 'I am a member' },
  ],
  consent: { text: 'You may keep what I write.', url: 'https://shop.example/privacy' },
};

describe('the widget', { concurrency: false }, () => {
  let browser;
  let shop;
  const open = async (...given) => (shop = await new Shop(...given).open(browser));
  const box = () => shop.panel.getByRole('textbox', { name: 'Write a message' });
  const write = async (text) => {
    await box().fill(text);
    await shop.page.keyboard.press('Enter');
  };
  const in_root = (fits, given) => shop.page.evaluate(`(${fits})(document.querySelector('selat-chat').shadowRoot, ${JSON.stringify(given ?? null)})`);
  const focused = () => in_root((root) => root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.id);
  const closes = async () => {
    assert.deepEqual(shop.wrong, []);
    await shop.close();
  };
  before(async () => { browser = await launch(); });
  after(async () => { await browser?.close(); });

  test('the keyboard alone opens it, writes, and leaves it where it came from', async () => {
    await open({}, { data: '', body: '<button id="before">before</button>' });
    const { page } = shop;
    await page.getByRole('button', { name: 'Open chat' }).focus();
    await page.keyboard.press('Enter');
    await shop.panel.waitFor();
    assert.equal(await focused(), 'Write a message');
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    assert.equal((await shop.hears('msg.send')).text, 'one\ntwo');
    await page.keyboard.press('Escape');
    await shop.panel.waitFor({ state: 'hidden' });
    assert.equal(await focused(), 'Open chat');
    await closes();
  });

  test('Enter belongs to an input method while it composes', async () => {
    await open();
    await box().fill('ni hao');
    await in_root((root) => {
      const area = root.querySelector('.composer textarea');
      for (const more of [{ isComposing: true }, { keyCode: 229 }]) area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }));
    });
    assert.equal(await box().inputValue(), 'ni hao');
    await shop.page.keyboard.press('Enter');
    assert.equal((await shop.hears('msg.send')).text, 'ni hao');
    assert.equal(shop.said('msg.send').length, 1);
    await closes();
  });

  test('only what comes in is read out, with who said it', async () => {
    await open();
    shop.says({ text: 'before you came' }, agent);
    await shop.panel.getByText('before you came').waitFor();
    await shop.visit('/second');
    await shop.panel.getByText('before you came').waitFor();
    await write('my own');
    shop.says({ text: 'now' }, agent);
    await shop.panel.getByText('now', { exact: true }).waitFor();
    const live = await in_root((root) => [...root.querySelectorAll('.log .item')].map((item) => [item.querySelector('.bubble').textContent, item.closest('[aria-live]').getAttribute('aria-live')]));
    assert.deepEqual(live, [['before you came', 'off'], ['my own', 'off'], ['now', 'polite']]);
    const log = shop.panel.getByRole('log');
    assert.match(await log.innerText(), /Aminah/);
    // A receipt changes a message and does not put it there anew.
    await in_root((root) => { root.querySelector('.own').mark = true; });
    shop.tell({ type: 'receipt', kind: 'read', by: 'agent', cid: shop.said('msg.send')[0].cid });
    await log.getByText('Read', { exact: true }).waitFor();
    assert.equal(await in_root((root) => root.querySelector('.own').mark), true);
    await closes();
  });

  test('nobody stumbles over it: closed, open, in a form, with faults, on a phone, light and dark', async () => {
    await open({ prechat: asked, verify: true }, { data: '' });
    assert.deepEqual(await shop.stumbling_blocks(), [], 'closed');
    await shop.page.getByRole('button', { name: 'Open chat' }).click();
    await shop.panel.getByLabel('Name').waitFor();
    assert.deepEqual(await shop.stumbling_blocks(), [], 'form');
    await shop.panel.getByRole('button', { name: 'Start chatting' }).click();
    await shop.panel.getByText('Please look at 4 answers again.').waitFor();
    assert.deepEqual(await shop.stumbling_blocks(), [], 'faults');
    await shop.page.setViewportSize({ width: 390, height: 844 });
    assert.deepEqual(await shop.stumbling_blocks(), [], 'form on a phone');
    await closes();

    await open();
    shop.says({ text: 'Which?', choices: [{ title: 'A' }, { title: 'https', url: 'https://example.com' }] }, { kind: 'flow' });
    shop.says({ cards: [{ title: 'Lapis', text: 'Nine layers', image: `${chat}/picture/1`, choices: [{ title: 'Order' }] }, { title: 'Onde', choices: [{ title: 'Order' }] }] }, { kind: 'bot' });
    shop.says({ attachments: [{ kind: 'file', name: 'menu.pdf', size: 12345, url: `${chat}/picture/2` }, { kind: 'image', url: `${chat}/picture/3` }] });
    await shop.panel.getByText('menu.pdf').waitFor();
    await write('x');
    await shop.panel.getByText('Sent', { exact: true }).waitFor();
    await box().fill('x'.repeat(4001));
    await shop.panel.getByRole('alert').getByText('4,001 of 4,000').waitFor();
    assert.deepEqual(await shop.stumbling_blocks(), [], 'thread');
    await shop.page.setViewportSize({ width: 390, height: 844 });
    assert.deepEqual(await shop.stumbling_blocks(), [], 'thread on a phone');
    assert.equal(await shop.panel.getAttribute('aria-modal'), 'true');
    await closes();
  });

  test('on a phone it is all there is: the focus stays in it, and nothing is cut off', async () => {
    await open({}, { data: 'data-open', body: '<a href="/x">behind</a>' });
    const { page } = shop;
    for (const [width, height] of [[390, 844], [320, 256], [320, 480]]) {
      await page.setViewportSize({ width, height });
      await page.waitForFunction(() => {
        const panel = document.querySelector('selat-chat').shadowRoot.querySelector('.panel');
        const { left, top, right, bottom } = panel.getBoundingClientRect();
        return left === 0 && top === 0 && right === innerWidth && bottom === innerHeight && panel.scrollWidth <= innerWidth;
      });
      await box().scrollIntoViewIfNeeded();
    }
    await box().focus();
    for (let i = 0; i < 8; ++i) {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SELAT-CHAT');
    }
    await closes();
  });

  test('any brand is read: each colour is lightened or darkened until it can be', async () => {
    for (const colour of ['#ffffff', '#ffe14d', '#000000', 'hotpink', 'rgb(120 120 120)']) {
      await open({ color: colour });
      shop.says({ text: 'Hello', choices: [{ title: 'A' }] }, agent);
      await write('hi');
      await shop.panel.getByText('Sent', { exact: true }).waitFor();
      assert.deepEqual(await shop.stumbling_blocks(), [], colour);
      await closes();
    }
  });

  test('it speaks the visitor\'s language, and falls back to one that is understood', async () => {
    const said = {};
    for (const [lang, locale] of [['ms', 'en-GB'], ['', 'zh-TW'], ['', 'zh-CN'], ['ta-MY', 'en-GB'], ['in', 'en-GB'], ['zsm', 'en-GB'], ['de', 'de-DE'], ['', 'en-GB']]) {
      await open({}, { data: 'data-open', html: { lang } });
      await shop.close();
      shop = await new Shop({}, { data: 'data-open', html: { lang } }).open(browser, { locale });
      await shop.page.waitForFunction((wanted) => {
        const root = document.querySelector('selat-chat').shadowRoot;
        return root.querySelector('.panel').lang !== 'en' || wanted === 'en' ? root.querySelector('.composer textarea').placeholder : false;
      }, ['de', ''].includes(lang) && !locale.startsWith('zh') ? 'en' : 'other');
      await shop.hears('hello');
      await shop.page.waitForTimeout(50);
      said[`${lang} ${locale}`] = await in_root((root) => [root.querySelector('.panel').lang, root.querySelector('.composer textarea').placeholder]);
      await closes();
    }
    assert.deepEqual(said, {
      'ms en-GB': ['ms', 'Tulis mesej'], ' zh-TW': ['zh-Hant', '輸入訊息'], ' zh-CN': ['zh-Hans', '输入消息'], 'ta-MY en-GB': ['ta', 'செய்தியை எழுதவும்'],
      'in en-GB': ['id', 'Tulis pesan'], 'zsm en-GB': ['ms', 'Tulis mesej'], 'de de-DE': ['en', 'Write a message'], ' en-GB': ['en', 'Write a message'],
    });
  });

  test('a page from right to left is mirrored, and each text runs its own way', async () => {
    await open({}, { html: { dir: 'rtl', lang: 'ar' } });
    shop.says({ text: 'مرحبا، كيف أساعدك؟' }, agent);
    shop.says({ text: 'Order 4711 is on its way.' }, agent);
    await shop.panel.getByText('4711').waitFor();
    const seen = await in_root((root) => {
      const [panel, close] = [root.querySelector('.panel'), root.querySelector('header .plain')].map((each) => each.getBoundingClientRect());
      return { left: panel.left < 40, close: close.left - panel.left < 40, runs: [...root.querySelectorAll('.log .bubble')].map((each) => getComputedStyle(each).direction) };
    });
    assert.deepEqual(seen, { left: true, close: true, runs: ['rtl', 'ltr'] });
    await closes();
  });

  test('the form asks before the first message, says what is wrong, and is not asked again', async () => {
    await open({ prechat: asked });
    const { page, panel } = shop;
    await panel.getByText('Tell us who you are').waitFor();
    assert.equal(await box().isVisible(), false);
    await panel.getByRole('button', { name: 'Start chatting' }).click();
    await panel.getByRole('alert').getByText('Please look at 4 answers again.').waitFor();
    assert.equal(await focused(), 'field-name');
    const email = panel.getByLabel('E-mail');
    await panel.getByLabel('Name').fill('Aminah');
    await email.fill('aminah@example');
    await panel.getByLabel('Phone').fill('12');
    await panel.getByLabel('Order number').fill('x1');
    await panel.getByLabel('About').selectOption('order');
    await panel.getByLabel('You may keep').check();
    await page.keyboard.press('Enter');
    await panel.getByText('Please look at 3 answers again.').waitFor();
    assert.equal(await email.getAttribute('aria-invalid'), 'true');
    assert.match(await in_root((root) => root.getElementById(root.getElementById('field-email').getAttribute('aria-describedby')).textContent), /no e-mail address/);
    await email.fill('aminah@example.com');
    assert.equal(await email.getAttribute('aria-invalid'), null);
    await panel.getByLabel('Phone').fill('012-345 6789');
    await panel.getByLabel('Order number').fill('KL4711');

    // The gateway has the last word.
    shop.answers.prechat = (frame) => ({ type: 'nack', rid: frame.rid, code: 'validation', fields: { order: 'pattern' } });
    await panel.getByRole('button', { name: 'Start chatting' }).click();
    await panel.getByText('Please look at 1 answer again.').waitFor();
    assert.equal(await focused(), 'field-order');
    delete shop.answers.prechat;
    await panel.getByRole('button', { name: 'Start chatting' }).click();
    await box().waitFor();
    assert.equal(await focused(), 'Write a message');
    const { answers, consent } = shop.said('prechat').at(-1);
    assert.deepEqual(answers, { name: 'Aminah', email: 'aminah@example.com', phone: '012-345 6789', order: 'KL4711', topic: 'order', member: false });
    assert.equal(consent, true);
    await write('hello');
    await shop.hears('msg.send');
    await shop.visit('/second');
    await shop.panel.getByText('hello').waitFor();
    assert.equal(await shop.panel.getByText('Tell us who you are').count(), 0);
    await closes();
  });

  test('what the page says for the visitor waits for the answers', async () => {
    await open({ prechat: { fields: [asked.fields[0]] } }, { data: '' });
    await shop.page.evaluate(() => window.selatChat.sendMessage('About this cake'));
    await shop.hears('hello');
    await shop.page.evaluate(() => window.selatChat.open());
    await shop.panel.getByLabel('Name').fill('Tan');
    assert.equal(shop.said('msg.send').length, 0);
    await shop.page.keyboard.press('Enter');
    assert.equal((await shop.hears('msg.send')).text, 'About this cake');
    await closes();
  });

  test('a phone number is confirmed by its code, and the chat goes on beside it', async () => {
    await open({ prechat: { fields: [{ id: 'phone', type: 'phone', label: 'Phone' }] }, verify: true });
    const { page, panel } = shop;
    await panel.getByLabel('Phone').fill('+60 12 345 6789');
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Send me a code' }).waitFor();
    await write('I can write without it');
    await shop.hears('msg.send');
    shop.answers['verify.start'] = (frame) => ({ type: 'ack', rid: frame.rid, resend_after: 60, expires_in: 600 });
    await panel.getByRole('button', { name: 'Send me a code' }).click();
    const code = panel.getByLabel(/Code from the message/);
    await code.waitFor();
    assert.equal(await focused(), 'code');
    assert.deepEqual([await code.getAttribute('autocomplete'), await code.getAttribute('inputmode')], ['one-time-code', 'numeric']);
    assert.deepEqual(await shop.stumbling_blocks(), []);
    await panel.getByRole('button', { name: /New code in/ }).click({ force: true });
    assert.equal(shop.said('verify.start').length, 1);
    const refuse = async (answer, words) => {
      shop.answers['verify.check'] = (frame) => ({ type: 'nack', rid: frame.rid, ...answer });
      await code.fill('123 456');
      await page.keyboard.press('Enter');
      await panel.getByRole('alert').getByText(words).waitFor();
    };
    await refuse({ code: 'wrong_code' }, 'That is not the code');
    assert.equal(shop.said('verify.check')[0].code, '123456');
    await refuse({ code: 'expired' }, 'has expired');
    await panel.getByRole('button', { name: 'Send a new code' }).click();
    await shop.hears(() => shop.said('verify.start').length === 2, 'verify.start again');
    await refuse({ code: 'rate_limited', retry_after: 40 }, 'Try again in 40 seconds');
    shop.answers['verify.check'] = (frame) => ({ type: 'ack', rid: frame.rid, session_token: 'visitor.token.confirmed' });
    await code.fill('654321');
    await page.keyboard.press('Enter');
    await panel.getByText(/Thank you.*is confirmed/).waitFor();
    assert.equal(await code.count(), 0);
    await closes();
  });

  test('files are chosen, dropped and pasted, with their limits said before', async () => {
    await open();
    const { page, panel } = shop;
    const attach = panel.getByRole('button', { name: 'Attach files' });
    assert.match(await attach.getAttribute('title'), /Up to 1 MB each/);
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
    const chooser = page.waitForEvent('filechooser');
    await attach.click();
    await (await chooser).setFiles([{ name: 'kuih.png', mimeType: 'image/png', buffer: png }, { name: 'menu.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') }]);
    await panel.getByText('menu.pdf').first().waitFor();
    const give = (type, name) => in_root((root, [event, file]) => {
      const data = new DataTransfer();
      data.items.add(new File(['hello'], file, { type: 'text/plain' }));
      const target = root.querySelector(event === 'paste' ? '.composer textarea' : '.panel');
      const made = event === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      target.dispatchEvent(made);
    }, [type, name]);
    await give('drop', 'dropped.txt');
    await give('paste', 'pasted.txt');
    await panel.getByText('pasted.txt').first().waitFor();
    await shop.hears(() => shop.uploads.length === 4, 'four files');
    assert.deepEqual(shop.uploads.map(({ name, type, token }) => [name, type, token]), [['kuih.png', 'image/png', 'Bearer visitor.token'], ['menu.pdf', 'application/pdf', 'Bearer visitor.token'], ['dropped.txt', 'text/plain', 'Bearer visitor.token'], ['pasted.txt', 'text/plain', 'Bearer visitor.token']]);
    await panel.getByRole('link', { name: 'kuih.png' }).waitFor();
    await page.waitForFunction(() => document.querySelector('selat-chat').shadowRoot.querySelectorAll('.item').length === 4);

    const take = async (file) => {
      const again = page.waitForEvent('filechooser');
      await attach.click();
      await (await again).setFiles([file]);
    };
    for (const [file, words] of [[{ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(1048577) }, 'big.png is too large. Up to 1 MB can be sent.'], [{ name: 'run.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') }, 'run.exe cannot be sent'], [{ name: 'none.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }, 'none.txt is empty.']]) {
      await take(file);
      await panel.getByRole('alert').getByText(words).waitFor();
    }
    assert.equal(shop.uploads.length, 4);
    await closes();
  });

  test('a file that breaks off goes again under its id; one that is refused may be tried or let go', async () => {
    await open();
    const { page, panel } = shop;
    const take = async (name) => {
      const chooser = page.waitForEvent('filechooser');
      await panel.getByRole('button', { name: 'Attach files' }).click();
      await (await chooser).setFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from('hello') }]);
    };
    let breaks = 2;
    shop.answers.file = () => (breaks-- > 0 ? 'break' : null);
    await take('notes.txt');
    await panel.getByRole('link', { name: /notes.txt/ }).waitFor();
    assert.equal(shop.uploads.length, 3);
    assert.equal(new Set(shop.uploads.map((each) => each.cid)).size, 1);
    assert.equal(shop.thread.length, 1);

    shop.answers.file = () => ({ status: 415, code: 'type_denied' });
    await take('odd.txt');
    await panel.getByText('Not sent.').waitFor();
    assert.deepEqual(await shop.stumbling_blocks(), []);
    shop.answers.file = () => null;
    await panel.getByRole('button', { name: 'Try again' }).click();
    await panel.getByRole('link', { name: /odd.txt/ }).waitFor();
    let answer;
    shop.answers.file = () => new Promise((resolve) => { answer = resolve; });
    await take('slow.txt');
    await panel.getByRole('progressbar', { name: 'Sending slow.txt' }).waitFor();
    await panel.getByRole('button', { name: 'Cancel slow.txt' }).click();
    assert.equal(await panel.getByText('slow.txt').count(), 0);
    answer('break');
    await closes();
  });

  test('a lost connection is said, and made good on this page and the next', async () => {
    await open();
    const { panel } = shop;
    await write('one');
    await panel.getByText('Sent', { exact: true }).waitFor();
    await shop.cut();
    await panel.getByText('Connection lost').waitFor();
    shop.says({ text: 'said meanwhile' }, agent);
    await write('two');
    await panel.getByText('said meanwhile').waitFor();
    await shop.hears((frame) => frame.text === 'two', 'two');
    const next = await shop.visit('/next');
    await shop.panel.getByText('two', { exact: true }).waitFor();
    const texts = await in_root((root) => [...root.querySelectorAll('.log .bubble')].map((each) => each.textContent));
    assert.deepEqual(texts, ['one', 'said meanwhile', 'two']);
    await next.close();
    await closes();
  });

  test('nothing that anybody says becomes anything but text', async () => {
    await open({ title: naughty[0], greeting: naughty[1], prechat: { title: naughty[3], fields: naughty.slice(0, 12).map((label, index) => ({ id: `f${index}`, type: index % 2 ? 'text' : 'select', label, options: [{ value: label, label: naughty[index + 12] }] })), consent: { text: naughty[4], url: 'javascript:window.__broken=1' } } });
    await in_root((root) => {
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
    const seen = await in_root((root) => [...root.querySelectorAll('.item > .bubble')].map((each) => each.textContent));
    for (const text of naughty) {
      if (text.trim() && text !== '\ud83d') assert.ok(seen.includes(text), `shown as it is: ${JSON.stringify(text.slice(0, 60))}`);
    }
    assert.deepEqual(await shop.page.evaluate(() => window.__foreign), []);
    assert.equal(await shop.page.evaluate(() => window.__broken), undefined);
    assert.equal(await shop.page.evaluate(() => ({}).polluted), undefined);
    assert.equal(await in_root((root) => root.querySelector('.panel').scrollWidth <= root.querySelector('.panel').clientWidth), true);
    shop.tell({ type: 'session' }); // nothing is asked any more
    for (const text of naughty.filter((each) => each.trim() && each !== '\ud83d')) {
      await shop.page.evaluate((said) => window.selatChat.sendMessage(said), text);
      assert.equal((await shop.hears((frame) => frame.type === 'msg.send' && frame.text === text, JSON.stringify(text.slice(0, 60)))).text, text);
    }
    assert.equal(await shop.page.evaluate(() => window.__broken), undefined);
    await closes();
  });

  test('a page that allows nothing but the gateway is enough, and is not moved by it', async () => {
    await open({}, { data: '' });
    assert.match(strict_policy, /style-src 'none'.*require-trusted-types-for 'script'; trusted-types 'none'/);
    const shift = await shop.page.evaluate(() => new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, each) => sum + each.value, 0))).observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
    }));
    assert.equal(shift, 0);
    await shop.page.evaluate(() => window.selatChat.open());
    const style = await in_root((root) => getComputedStyle(root.querySelector('.panel')).position);
    assert.equal(style, 'fixed');
    await closes();
  });
});
