// What visitors are asked: a form before the first message, and a code for a phone number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, visitors } from './shop.mjs';

const open = visitors();

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
  await shop.visit('/second');
  await shop.panel.getByText('hello').waitFor();
  assert.equal(await shop.panel.getByText('Tell us who you are').count(), 0);
  await shop.close();
});

test('what the page says for the visitor waits for the answers', async () => {
  const shop = await open({ prechat: { fields: [asked.fields[0]] } }, { data: '' });
  await shop.page.evaluate(() => window.selatChat.sendMessage('About this cake'));
  await shop.hears('hello');
  await shop.page.evaluate(() => window.selatChat.open());
  await shop.panel.getByLabel('Name').fill('Tan');
  assert.equal(shop.said('msg.send').length, 0);
  await shop.page.keyboard.press('Enter');
  assert.equal((await shop.hears('msg.send')).text, 'About this cake');
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
  await shop.close();
});
