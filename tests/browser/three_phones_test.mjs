// Three customers at once, by LINE, SMS and the website's chat, and two agents who answer them.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {become_available, log_in, make_centre} from './centre.mjs';
import {open_playground, times_in_thread} from './phones.mjs';

const channels = {line: 'line-my', sms: 'sms-my', web: 'web'};
const kinds = Object.keys(channels);
const each_kind = (act) => Promise.all(kinds.map(act));

async function agent(centre, who) {
  const page = await centre.page();
  await page.emulateMedia({reducedMotion: 'reduce'});
  await log_in(page, centre, who);
  await become_available(page);
  return page;
}

const offer_of = (page, kind) => page.locator('.offer', {hasText: channels[kind]});

// Who of them is offered it.
function offered(pages, kind) {
  return Promise.any(pages.map((page) => offer_of(page, kind).waitFor().then(() => page)));
}

async function open_thread(page, kind) {
  await page.locator('.list').getByRole('link').filter({hasText: channels[kind]}).click();
}

async function answer(page, kind, text) {
  await open_thread(page, kind);
  await page.getByRole('textbox', {name: /^Message to/}).fill(text);
  await page.keyboard.press('Enter');
}

describe('three phones and two agents', {concurrency: false}, () => {
  let centre, ben, aminah, window, phones;
  const holder = {}; // kind → the agent's page

  before(async () => {
    centre = await make_centre('demo');
    window = await centre.page({viewport: {width: 1500, height: 900}});
    [ben, aminah, phones] = await Promise.all([
      agent(centre, 'ben'), agent(centre, 'aminah'), open_playground(window, centre)]);
  });
  after(async () => { await centre?.end(); });

  test('the bot answers all three at once', async () => {
    for (const kind of kinds) {
      await phones[kind].types('opening hours');
    }
    await each_kind((kind) => phones[kind].sends());
    await each_kind((kind) => phones[kind].hears('We are open every day from 9 am to 6 pm.'));
  });

  test('who asks for a person gets one, and who declines is not asked again', async () => {
    await phones.line.says('live agent');
    const first = await offered([ben, aminah], 'line');
    const second = first === ben ? aminah : ben;
    await offer_of(first, 'line').getByRole('button', {name: 'Decline'}).click();
    await offer_of(second, 'line').getByRole('button', {name: 'Accept'}).click();
    await second.locator('.log').getByText('live agent', {exact: true}).waitFor();
    await offer_of(first, 'line').waitFor({state: 'detached'});
    holder.line = second;
    for (const kind of ['sms', 'web']) {
      await phones[kind].says('live agent');
      holder[kind] = await offered([ben, aminah], kind);
      await offer_of(holder[kind], kind).getByRole('button', {name: 'Accept'}).click();
      await holder[kind].locator('.log').getByText('live agent', {exact: true}).waitFor();
    }
    assert.equal(new Set(Object.values(holder)).size, 2, 'both have something to do');
  });

  test('what the agents write reaches each phone, and what comes back reaches the agents', async () => {
    for (const kind of kinds) {
      await answer(holder[kind], kind, `Hello on ${kind}, what can I do?`);
      await phones[kind].hears(`Hello on ${kind}, what can I do?`);
      await phones[kind].says(`My parcel, by ${kind}`);
      await holder[kind].locator('.log').getByText(`My parcel, by ${kind}`, {exact: true}).waitFor();
    }
  });

  test('agents see a visitor type, and what became of their messages', async () => {
    await open_thread(holder.web, 'web');
    await phones.web.frame.getByRole('textbox', {name: /message/i}).pressSequentially('it is urg');
    await holder.web.getByText(/is typing/).waitFor();
    const became = (kind, status) => holder[kind].locator('.message', {hasText: `Hello on ${kind}`})
      .getByText(status, {exact: true}).waitFor({state: 'attached'});
    await became('web', 'Read');
    await open_thread(holder.sms, 'sms');
    await became('sms', 'Delivered');
  });

  test('killed in mid-conversation, the gateway loses nothing and doubles nothing, on any screen', async () => {
    const said = {line: [], sms: [], web: []};
    const written = {line: [], sms: [], web: []};
    const customer = async (kind, text) => { said[kind].push(text); await phones[kind].says(text); };
    const staff = async (kind, text) => { written[kind].push(text); await answer(holder[kind], kind, text); };

    for (const kind of kinds) {
      await customer(kind, `${kind}: before`);
      await staff(kind, `To ${kind}: before`);
    }
    for (const kind of kinds) {
      said[kind].push(`${kind}: at that moment`);
      await phones[kind].types(`${kind}: at that moment`);
    }
    await Promise.all([...kinds.map((kind) => phones[kind].sends()), centre.kill()]);
    await Promise.all([ben, aminah].map((page) => page.getByText('Connection lost').waitFor()));
    await customer('line', 'line: while it is gone'); // LINE tries again until it is back; so does the widget
    await customer('web', 'web: while it is gone');
    for (const kind of kinds) {
      await staff(kind, `To ${kind}: while it is gone`);
    }
    await centre.restart();
    for (const kind of kinds) {
      await phones[kind].hears(`To ${kind}: while it is gone`);
      await customer(kind, `${kind}: afterwards`);
      await staff(kind, `To ${kind}: afterwards`);
      await phones[kind].hears(`To ${kind}: afterwards`);
    }

    for (const kind of kinds) {
      await open_thread(holder[kind], kind);
      for (const text of said[kind]) {
        // Twilio gives up after five quick tries, and its phone says so.
        const lost = kind === 'sms' && await phones.sms.log.locator('.failed', {hasText: text}).count() > 0;
        if (!lost) {
          await holder[kind].locator('.log').getByText(text, {exact: true}).first().waitFor();
        }
        const times = await times_in_thread(holder[kind], text);
        assert.ok(times === 1 || (lost && times === 0), `"${text}" at the agent's: ${times}`); // lost may be the answer alone
        assert.equal(await phones[kind].times(text), 1, `"${text}" at the customer's`);
      }
      for (const text of written[kind]) {
        assert.equal(await times_in_thread(holder[kind], text), 1, `"${text}" at the agent's`);
        assert.equal(await phones[kind].times(text), 1, `"${text}" at the customer's`);
      }
    }
  });

  test('the customer goes to another page of the shop, and the chat goes along', async () => {
    const {frame} = phones.web;
    await frame.getByRole('button', {name: 'Close chat'}).click();
    await frame.getByRole('link', {name: 'Delivery'}).click();
    await frame.getByRole('heading', {name: 'Delivery and returns'}).waitFor();
    await open_thread(holder.web, 'web');
    await phones.web.says('Still here?');
    await holder.web.locator('.log').getByText('Still here?', {exact: true}).waitFor();
    await phones.web.hears('To web: afterwards');
    assert.equal(await phones.web.times('To web: afterwards'), 1);
  });

  test('nothing went wrong in any page', () => {
    assert.deepEqual([...ben.wrong, ...aminah.wrong, ...window.wrong], []);
  });
});
