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

  test('each channel of the demo has a phone, on which somebody writes and is answered', async () => {
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
    await check_both_looks(page, 'every phone');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
});
