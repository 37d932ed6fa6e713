// The playground as `make run` serves it: a phone for each channel of the demo, and an answer on each.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {check_both_looks, make_centre} from './centre.mjs';
import {framed, open_playground} from './phones.mjs';

const titles = ['LINE', 'SMS', 'Telephone', 'SMS (SMPP)', 'Discord', 'Discord commands', 'Telegram', 'WhatsApp', 'Messenger',
  'Instagram', 'Google', 'RCS', 'Viber', 'Telnyx', 'E-mail', 'Website'];
const hours = 'We are open every day from 9 am to 6 pm.';

describe('every phone', {concurrency: false}, () => {
  let centre;
  before(async () => { centre = await make_centre('all'); });
  after(async () => { await centre?.end(); });

  async function api(path, method = 'GET', body = undefined) {
    const answer = await fetch(`${centre.url}/api/v1/${path}`, {
      method, body: body && JSON.stringify(body), headers: {Authorization: 'Bearer demo-token', 'Content-Type': 'application/json'},
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json();
  }

  // The id of what said this there, once the provider has it.
  async function sent_on(channel, text) {
    for (const until = Date.now() + 30_000; Date.now() < until;) {
      const {items} = await api(`messages?channel=${channel}&direction=outbound&order=desc&limit=20`);
      const found = items.find(({content, status}) => content.text === text && status !== 'queued');
      if (found) {
        return found.id;
      }
    }
    throw new Error(`"${text}" was not sent on ${channel}`);
  }

  test('each channel of the demo has a phone, on which somebody writes, is answered, and sees what is changed', async () => {
    const page = await centre.page({viewport: {width: 1500, height: 900}});
    const phones = await open_playground(page, centre);
    await phones.line.frame.getByRole('button', {name: 'opening hours'}).waitFor();
    assert.deepEqual(await page.locator('.device h2').allTextContents(), titles);
    const {length} = await (await fetch(`${centre.url}/api/v1/channels`, {headers: {Authorization: 'Bearer demo-token'}})).json();
    assert.equal(length, titles.length, 'as many as channels');
    const written = titles.filter((title) => title !== 'Website' && title !== 'Telephone');
    await framed(page, 'Telephone').getByRole('button', {name: 'Call'}).click();
    for (const title of written) {
      const field = framed(page, title).locator('[name=text]');
      await field.fill('opening hours');
      await field.press('Enter');
    }
    await phones.web.says('opening hours');
    for (const title of written) {
      await framed(page, title).locator('#talk').getByText(hours).first().waitFor()
        .catch((error) => { throw new Error(`${title}: ${error.message}`); });
    }
    await phones.web.hears(hours);
    await framed(page, 'Telephone').locator('#talk').getByText('Welcome to Daun and Biji.').first().waitFor();
    await framed(page, 'Telephone').getByRole('button', {name: 'Hang up'}).click();
    for (const [title, channel] of [['Telegram', 'telegram-my'], ['Discord', 'discord-my']]) {
      const talk = framed(page, title).locator('#talk');
      const answer = await sent_on(channel, hours);
      await api(`messages/${answer}`, 'PATCH', {content: {text: `Corrected for ${title}.`}});
      await talk.getByText(`Corrected for ${title}.`).waitFor();
      await talk.getByText(/edited/).waitFor();
      await api(`messages/${answer}`, 'DELETE');
      await talk.getByText(`Corrected for ${title}.`).waitFor({state: 'detached'});
    }
    await check_both_looks(page, 'every phone');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
});
