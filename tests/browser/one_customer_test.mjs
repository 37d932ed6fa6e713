// A visitor of the website and somebody who sends SMS turn out to be one: by a code that only one phone gets.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {become_available, check_both_looks, log_in, make_centre} from './centre.mjs';
import {open_playground} from './phones.mjs';

const number = '+60123456789'; // of the playground's SMS phone

describe('one customer', {concurrency: false}, () => {
  let centre, agent, window, phones, shop, conversation;

  // The API, as the operator's systems call it.
  async function api(path, body) {
    const answer = await fetch(`${centre.url}/api/v1/${path}`, {
      method: body ? 'POST' : 'GET', body: body && JSON.stringify(body),
      headers: {Authorization: 'Bearer demo-token', 'Content-Type': 'application/json'},
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  }

  const customers_at = async () => (await api(`customers?address=${encodeURIComponent(number)}`)).items;
  const channels_of = ({addresses}) => addresses.map(({channel}) => channel).sort();

  before(async () => {
    centre = await make_centre('demo');
    agent = await centre.page();
    await log_in(agent, centre, 'ben');
    await become_available(agent);
    window = await centre.page({viewport: {width: 1500, height: 900}});
    phones = await open_playground(window, centre);
    shop = phones.web.frame;
  });
  after(async () => { await centre?.end(); });

  test('the number that a visitor gives first is a claim, and nobody else becomes theirs by it', async () => {
    await shop.getByRole('button', {name: /^Open chat/}).click();
    await shop.getByRole('textbox', {name: 'Name'}).fill('Tan Mei Ling');
    await shop.getByRole('textbox', {name: /^Phone/}).fill('012-345 6789');
    await check_both_looks(window, 'what visitors are asked');
    await shop.getByRole('button', {name: 'Start chatting'}).click();
    await phones.web.says('live agent');
    await agent.locator('.offer', {hasText: 'Tan Mei Ling'}).getByRole('button', {name: 'Accept'}).click();
    await agent.locator('.log').getByText('live agent', {exact: true}).waitFor();
    assert.equal((await customers_at()).filter((each) => channels_of(each).includes('web')).length, 0);
  });

  test('the code that arrives by SMS makes them one', async () => {
    await shop.getByRole('button', {name: 'Send me a code'}).click();
    await phones.sms.hears(/^\d{6} is your code/);
    const [code] = (await phones.sms.log.getByText(/^\d{6} is your code/).first().innerText()).match(/^\d{6}/);
    await shop.getByRole('textbox', {name: /^Code/}).fill(code === '000000' ? '000001' : '000000');
    await shop.getByRole('button', {name: 'Confirm', exact: true}).click();
    await shop.getByText('That is not the code').waitFor();
    await shop.getByRole('textbox', {name: /^Code/}).fill(code);
    await shop.getByRole('button', {name: 'Confirm', exact: true}).click();
    await shop.getByRole('textbox', {name: /^Code/}).waitFor({state: 'detached'});
    const [customer, ...others] = await customers_at();
    assert.deepEqual(others, []);
    assert.deepEqual(channels_of(customer), ['sms-my', 'web']);
    assert.equal(customer.addresses.find(({channel}) => channel === 'sms-my').verified, true);
  });

  test('an agent has one conversation with them, and both ways back', async () => {
    await phones.sms.says('And now from my phone');
    await agent.locator('.log').getByText('And now from my phone', {exact: true}).waitFor();
    assert.equal(await agent.locator('.list').getByRole('link').count(), 1);
    const {items} = await api('conversations?status=open');
    assert.equal(items.length, 1);
    [conversation] = items;
    for (const [channel, phone] of [['web', phones.web], ['sms-my', phones.sms]]) {
      await api(`conversations/${conversation.id}/messages`, {content: {text: `An answer by ${channel}`}, channel});
      await phone.hears(`An answer by ${channel}`);
      assert.equal(await phone.times(`An answer by ${channel}`), 1);
    }
    const sent = await centre.sent_to_phone(number); // in the order in which they were written
    assert.ok(sent.includes('An answer by sms-my') && !sent.includes('An answer by web'), sent.join(' | '));
  });

  test('what was made one can be made two again', async () => {
    const [customer] = await customers_at();
    await api(`customers/${customer.id}/split`, {address: number, channel: 'sms-my'});
    const [caller, ...others] = await customers_at();
    assert.deepEqual(others, []);
    assert.notEqual(caller.id, customer.id);
    assert.deepEqual(channels_of(caller), ['sms-my']);
    assert.deepEqual(channels_of(await api(`customers/${customer.id}`)), ['web']);
    assert.deepEqual([...agent.wrong, ...window.wrong], []);
  });
});
