// What visitors are asked: a form before the first message, and a code for a phone number.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { asked, visitors } from './shop.mjs';

const malay = JSON.parse(readFileSync(new URL('../../widget/texts/ms.json', import.meta.url)));

const open = visitors();
const sent = (shop) => shop.frames.map((frame) => frame.type).filter((type) => ['prechat', 'msg.send'].includes(type));

// Whether a form stood there on the page, be it for a moment.
function watch_forms() {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    new MutationObserver(() => { window.form_stood = window.form_stood || Boolean(root.querySelector('.form')); }).observe(root, { childList: true, subtree: true });
    return root;
  };
}

test('the form asks before the first message, says what is wrong, and is not asked again', async () => {
  const shop = await open({ prechat: asked });
  const { page, panel } = shop;
  await panel.getByText('Tell us who you are').waitFor();
  assert.equal(await shop.box.isVisible(), false);
  await panel.getByRole('button', { name: 'Start chatting' }).click();
  await panel.getByRole('alert').getByText('Please look at 4 answers again.').waitFor();
  assert.equal(await shop.focused(), 'field-name');
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
  assert.equal(await shop.in_root((root) => root.querySelector('.newest').hidden), true);
  assert.match(await shop.in_root((root) => root.getElementById(root.getElementById('field-email').getAttribute('aria-describedby')).textContent), /no e-mail address/);
  await email.fill('aminah@example.com');
  assert.equal(await email.getAttribute('aria-invalid'), null);
  await panel.getByLabel('Phone').fill('012-345 6789');
  await panel.getByLabel('Order number').fill('KL4711');

  // The gateway has the last word.
  shop.answers.prechat = (frame) => ({ type: 'nack', rid: frame.rid, code: 'validation', fields: { order: 'pattern' } });
  await panel.getByRole('button', { name: 'Start chatting' }).click();
  await panel.getByText('Please look at 1 answer again.').waitFor();
  assert.equal(await shop.focused(), 'field-order');
  delete shop.answers.prechat;
  await panel.getByRole('button', { name: 'Start chatting' }).click();
  await shop.box.waitFor();
  assert.equal(await shop.focused(), 'Write a message');
  const { answers, consent } = shop.said('prechat').at(-1);
  assert.deepEqual(answers, { name: 'Aminah', email: 'aminah@example.com', phone: '012-345 6789', order: 'KL4711', topic: 'order', member: false });
  assert.equal(consent, true);
  await shop.write('hello');
  await shop.hears('msg.send');
  await shop.context.addInitScript(watch_forms);
  await shop.visit('/second');
  await shop.panel.getByText('hello').waitFor();
  assert.equal(await shop.page.evaluate(() => Boolean(window.form_stood)), false);
  await shop.close();
});

test('what the page says for the visitor waits for the answers', async () => {
  const shop = await open({ prechat: { fields: [asked.fields[0]] } }, { data: '' });
  await shop.page.evaluate(() => window.selatChat.sendMessage('About this cake'));
  await shop.hears('hello');
  await shop.page.evaluate(() => window.selatChat.open());
  await shop.panel.getByLabel('Name').fill('Tan');
  await shop.page.keyboard.press('Enter');
  assert.equal((await shop.hears('msg.send')).text, 'About this cake');
  assert.deepEqual(sent(shop), ['prechat', 'msg.send']);
  await shop.close();
});

test('what was filled in outlives the connection and the language, and the page keeps its focus', async () => {
  const shop = await open({ prechat: asked }, { body: '<label>Search <input id="search"></label>' });
  const { page, panel } = shop;
  const on_page = () => page.evaluate(() => document.activeElement.id);
  await panel.getByLabel('Name').fill('Aminah');
  await panel.getByLabel('About').selectOption('order');
  await panel.getByLabel('I am a member').check();
  await panel.getByLabel('You may keep').check();
  await page.keyboard.press('Enter');
  await panel.getByText('Please look at 1 answer again.').waitFor();
  await page.getByLabel('Search').focus();
  await shop.cut();
  await shop.hears(() => shop.said('hello').length === 2, 'hello again');
  await panel.getByText('Connection lost').waitFor({ state: 'hidden' });
  assert.equal(await panel.getByLabel('Name').inputValue(), 'Aminah');
  assert.equal(await panel.getByText('Please look at 1 answer again.').isVisible(), true);
  assert.equal(await on_page(), 'search');

  const speak = (tag) => page.evaluate((given) => window.selatChat.setLocale(given), tag);
  await speak('ms');
  await panel.getByText('Beritahu kami siapa anda').waitFor();
  assert.equal(await panel.getByLabel('Nama').inputValue(), 'Aminah');
  assert.equal(await panel.getByLabel('About').inputValue(), 'order');
  assert.equal(await panel.getByLabel('I am a member').isChecked(), true);
  assert.equal(await panel.getByLabel('You may keep').isChecked(), true);
  assert.equal(await on_page(), 'search');
  await panel.getByLabel('E-mail').focus();
  await speak('en');
  await panel.getByText('Tell us who you are').waitFor();
  assert.equal(await shop.focused(), 'field-email');

  // Who logs out leaves nothing behind.
  await page.evaluate(() => window.selatChat.logout());
  await panel.getByLabel('Name').waitFor();
  assert.equal(await panel.getByLabel('Name').inputValue(), '');
  assert.equal(await panel.getByLabel('You may keep').isChecked(), false);
  await shop.close();
});

test('a message waits for the form although the configuration came late', async () => {
  const shop = await open({ prechat: { fields: [asked.fields[0]] } }, { answers: { config: (count) => (count < 3 ? ['break', { status: 503, code: 'busy' }][count - 1] : null) } });
  await shop.page.evaluate(() => window.selatChat.sendMessage('hello'));
  await shop.hears('hello');
  await shop.panel.getByLabel('Name').fill('Tan');
  assert.equal(shop.configs, 3);
  await shop.panel.getByRole('button', { name: 'Start chatting' }).click();
  assert.equal((await shop.hears('msg.send')).text, 'hello');
  assert.deepEqual(sent(shop), ['prechat', 'msg.send']);
  await shop.close();
});

test('a message that is refused until something is answered brings the form, and goes after it', async () => {
  const shop = await open({ prechat: { fields: [asked.fields[0]] } }, { data: '' });
  shop.known = true;
  await shop.page.evaluate(() => window.selatChat.open());
  await shop.box.waitFor();
  shop.known = false;
  await shop.write('hello');
  await shop.panel.getByLabel('Name').fill('Tan');
  await shop.page.keyboard.press('Enter');
  await shop.panel.getByText('Sent', { exact: true }).waitFor();
  assert.deepEqual(sent(shop), ['msg.send', 'prechat', 'msg.send']);
  assert.deepEqual(shop.thread.map((event) => event.data.text), ['hello']);
  await shop.close();
});

test('answers given in another tab let the message go here, and are remembered', async () => {
  const shop = await open({ prechat: { fields: [asked.fields[0]] } });
  await shop.page.evaluate(() => window.selatChat.sendMessage('hello'));
  await shop.panel.getByLabel('Name').waitFor();
  await shop.hears('hello');
  shop.known = true;
  await shop.page.waitForFunction(() => document.querySelector('selat-chat').shadowRoot.querySelector('.note').hidden);
  shop.tell({ type: 'session', session_token: 'visitor.token.known' });
  assert.equal((await shop.hears('msg.send')).text, 'hello');
  await shop.panel.getByText('Sent', { exact: true }).waitFor();
  assert.deepEqual(sent(shop), ['msg.send']);
  assert.equal(await shop.token(), 'visitor.token.known');
  await shop.close();
});

test('a phone number is confirmed by its code, and the chat goes on beside it', async () => {
  const shop = await open({ prechat: { fields: [{ id: 'phone', type: 'phone', label: 'Phone' }] }, verify: true });
  const { page, panel } = shop;
  await panel.getByLabel('Phone').fill('+60 12 345 6789');
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Send me a code' }).waitFor();
  await shop.write('I can write without it');
  await shop.hears('msg.send');
  shop.answers['verify.start'] = (frame) => ({ type: 'ack', rid: frame.rid, resend_after: 60, expires_in: 600 });
  await panel.getByRole('button', { name: 'Send me a code' }).click();
  const code = panel.getByLabel(/Code from the message/);
  await code.waitFor();
  assert.equal(await shop.focused(), 'code');
  assert.deepEqual([await code.getAttribute('autocomplete'), await code.getAttribute('inputmode')], ['one-time-code', 'numeric']);
  assert.deepEqual(await shop.stumbling_blocks(), []);
  await panel.getByRole('button', { name: /New code in/ }).click({ force: true });
  const refuse = async (answer, words) => {
    shop.answers['verify.check'] = (frame) => ({ type: 'nack', rid: frame.rid, ...answer });
    await code.fill('123 456');
    await page.keyboard.press('Enter');
    await panel.getByRole('alert').getByText(words).waitFor();
  };
  await refuse({ code: 'wrong_code' }, 'That is not the code');
  assert.equal(shop.said('verify.start').length, 1); // a new code was asked for too early
  await page.evaluate(() => window.selatChat.setLocale('ms'));
  await panel.getByRole('alert').getByText(malay.codeWrong).waitFor();
  for (const name of [malay.confirm, /^Kod baharu dalam/, malay.notNow]) await panel.getByRole('button', { name }).waitFor();
  await panel.getByLabel(malay.code.split('{')[0]).waitFor();
  await page.evaluate(() => window.selatChat.setLocale('en'));
  await panel.getByRole('alert').getByText('That is not the code').waitFor();
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
  assert.equal(await shop.token(), 'visitor.token.confirmed');
  await shop.close();
});

test('a number that is not to be confirmed now is not asked for again by the page', async () => {
  const shop = await open({ prechat: { fields: [{ id: 'phone', type: 'phone', label: 'Phone' }] }, verify: true });
  const { page, panel } = shop;
  await panel.getByLabel('Phone').fill('+60 12 345 6789');
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Not now' }).click();
  await panel.getByRole('button', { name: 'Send me a code' }).waitFor({ state: 'detached' });
  assert.equal(await shop.focused(), 'Write a message');
  await shop.cut();
  await shop.hears(() => shop.said('hello').length === 2, 'hello again');
  await panel.getByText('Connection lost').waitFor({ state: 'hidden' });
  assert.equal(await panel.getByRole('button', { name: 'Send me a code' }).count(), 0);
  await shop.close();
});
