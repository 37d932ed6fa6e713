// The playground and the shop, as a newcomer meets them: by mouse, by keyboard, on a phone, in two languages.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {check_both_looks, make_centre} from './centre.mjs';
import {open_playground} from './phones.mjs';

const device = (page, title) => page.locator('.device').filter({has: page.getByRole('heading', {name: title, level: 2})});

// What the gateway has of it, asked at its API.
async function times_stored(centre, text) {
  const answer = await fetch(`${centre.url}/api/v1/messages?order=desc&limit=200`, {headers: {Authorization: 'Bearer demo-token'}});
  const {items} = await answer.json();
  return items.filter(({content}) => content.text === text).length;
}

// How the calls of the gateway to a provider were answered, until they were answered so.
async function answers_until(centre, provider, {after}, wanted) {
  const found = [];
  for (const until = Date.now() + 30_000; Date.now() < until && !wanted.every((each) => found.includes(each));) {
    const {items, next} = await centre.control(`wire?after=${after}&wait_ms=1000`);
    found.push(...items.filter((each) => each.kind === 'call' && each.provider === provider).map(({status}) => status));
    after = next;
  }
  return found;
}

describe('the playground', {concurrency: false}, () => {
  let centre;
  before(async () => { centre = await make_centre('demo'); });
  after(async () => { await centre?.end(); });

  test('a phone for each channel and the website stand beside each other', async () => {
    const page = await centre.page({viewport: {width: 1500, height: 900}});
    const phones = await open_playground(page, centre);
    await phones.line.frame.getByRole('button', {name: 'opening hours'}).waitFor();
    const titles = await page.locator('.device h2').allTextContents();
    assert.deepEqual(titles, ['LINE', 'SMS', 'Discord', 'Website']);
    const tops = await page.locator('.device').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    assert.equal(new Set(tops).size, 1, 'in one row');
    await check_both_looks(page, 'playground');
    await phones.line.frame.getByRole('button', {name: 'opening hours'}).click();
    await phones.line.hears('We are open every day from 9 am to 6 pm.');
    await check_both_looks(page, 'a talk');
    await page.reload();
    await phones.line.hears('We are open every day from 9 am to 6 pm.');
    assert.equal(await phones.line.times('opening hours'), 1, 'what the customer said is there still');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('which phones are shown and who writes on them is remembered', async () => {
    const page = await centre.page();
    const phones = await open_playground(page, centre);
    await page.getByText('Phones', {exact: true}).click();
    await page.getByRole('checkbox', {name: 'Discord'}).uncheck();
    await device(page, 'Discord').waitFor({state: 'hidden'});
    const who = device(page, 'LINE').getByRole('textbox', {name: "Customer's name"});
    const first = await who.inputValue();
    await page.route('**/_control/line/messages', () => undefined); // the phone is another's before that is answered
    await phones.line.says('I am the first');
    await phones.line.hears('I am the first');
    await device(page, 'LINE').getByRole('button', {name: 'Another customer'}).click();
    await phones.line.frame.getByRole('button', {name: 'opening hours'}).waitFor();
    assert.equal(await phones.line.times('I am the first'), 0);
    await device(page, 'SMS').getByRole('textbox', {name: "Customer's number"}).fill('+60111222333');
    await page.keyboard.press('Enter');
    await page.reload();
    await device(page, 'LINE').waitFor();
    assert.equal(await device(page, 'Discord').isVisible(), false);
    assert.equal(await who.inputValue(), 'Hafiz Rahman');
    assert.equal(await device(page, 'SMS').getByRole('textbox', {name: "Customer's number"}).inputValue(), '+60111222333');
    await phones.sms.frame.getByRole('button', {name: 'opening hours'}).waitFor(); // its script has run
    assert.equal(await phones.sms.frame.locator('#person').inputValue(), '+60111222333');
    await who.fill(first);
    await page.keyboard.press('Enter');
    await phones.line.hears('I am the first');
    assert.equal(await phones.line.times('I am the first'), 1);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('what crosses the wire is told, and trouble that is made is overcome', async () => {
    const page = await centre.page();
    const phones = await open_playground(page, centre);
    const sms = device(page, 'SMS');
    await sms.getByText('Make trouble').click();
    await sms.getByRole('button', {name: 'Refuse the next message to the customer'}).click();
    await sms.getByRole('button', {name: 'Deliver what the customer writes next twice'}).click();
    await sms.getByText('2 waiting').waitFor();
    await check_both_looks(page, 'trouble');
    const {next: after} = await centre.control('wire');
    await phones.sms.says('delivery');
    await sms.locator('.wire .in').getByText(/sms-my/).waitFor();
    assert.deepEqual(await answers_until(centre, 'sms', {after}, [500, 201]), [500, 201], 'refused, and tried again');
    await sms.locator('.wire .out').getByText('201').waitFor();
    await phones.sms.hears('Delivery takes 2 to 4 working days in Peninsular Malaysia');
    await sms.getByText('waiting').waitFor({state: 'hidden'});
    assert.equal(await times_stored(centre, 'delivery'), 1, 'told twice, taken once');

    await sms.getByText('Make trouble').click();
    await sms.getByRole('button', {name: 'Take three seconds for every message'}).click();
    const well = sms.getByRole('button', {name: 'All well again'});
    await well.click();
    await sms.locator('button[aria-pressed=true]').waitFor({state: 'detached'});
    assert.equal(await well.isDisabled(), true);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('the keyboard alone is enough', async () => {
    const page = await centre.page();
    const phones = await open_playground(page, centre);
    await phones.line.frame.getByRole('button', {name: 'opening hours'}).or(phones.line.log).first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', {name: 'LINE'}).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await device(page, 'LINE').waitFor({state: 'hidden'});
    await page.keyboard.press('Space');
    await device(page, 'LINE').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', {name: 'LINE'}).waitFor({state: 'hidden'});
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
    const field = phones.line.frame.getByRole('textbox', {name: 'Message'});
    for (let step = 0; step < 30 && !await field.evaluate((own) => own === own.ownerDocument.activeElement); ++step) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await phones.line.log.getByText('first line\nsecond line').waitFor();
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('on a small screen there is one phone at a time, with tabs, in Malay', async () => {
    const page = await centre.page({locale: 'ms-MY', viewport: {width: 390, height: 844}, isMobile: true, hasTouch: true});
    const phones = await open_playground(page, centre);
    assert.equal(await page.locator('html').getAttribute('lang'), 'ms');
    await page.getByRole('tab', {name: 'LINE', selected: true}).waitFor();
    await page.getByRole('tab', {name: 'Laman web'}).waitFor();
    await phones.line.frame.getByRole('button', {name: 'Hantar'}).waitFor();
    await check_both_looks(page, 'tabs');
    await page.getByRole('tab', {name: 'LINE'}).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', {name: 'SMS', selected: true}).waitFor();
    await device(page, 'LINE').waitFor({state: 'hidden'});
    const another = page.waitForEvent('framenavigated', (frame) => frame.url().includes('8881234'));
    await device(page, 'SMS').getByRole('button', {name: 'Pelanggan lain'}).click();
    await another;
    await phones.sms.says('Apa waktu operasi?');
    await phones.sms.hears('Kami buka setiap hari dari pukul 9 pagi hingga 6 petang.');
    const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    assert.ok(sizes[0] <= 390 && sizes[1] <= 844, `all of it is on the screen: ${sizes}`);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('the shop is a shop, with its chat, in both languages', async () => {
    const page = await centre.page();
    await page.goto(`${centre.playground}shop/`);
    await page.getByRole('button', {name: 'Add Teh Bukit to the basket'}).click();
    await check_both_looks(page, 'shop');
    await page.getByRole('button', {name: /chat/i}).click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', {name: 'Close chat'}).click();
    await page.getByRole('link', {name: 'Delivery'}).click();
    await page.getByText('1 in the basket').waitFor();
    await check_both_looks(page, 'delivery');
    await page.getByLabel('Language').first().selectOption('ms');
    await page.getByRole('heading', {name: 'Penghantaran dan pulangan'}).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'ms');
    await page.getByRole('link', {name: 'Tentang kami'}).click();
    await page.getByRole('heading', {name: 'Tentang kami'}).waitFor();
    await check_both_looks(page, 'about, in Malay');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('pages and sessions are guarded as browsers can guard them', async () => {
    const desktop = (await fetch(`${centre.url}/desktop/`)).headers;
    assert.match(desktop.get('content-security-policy'), /default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/);
    assert.equal(desktop.get('x-content-type-options'), 'nosniff');
    assert.equal(desktop.get('referrer-policy'), 'same-origin');
    const playground = (await fetch(centre.playground)).headers;
    assert.match(playground.get('content-security-policy'), /default-src 'none'; script-src 'self'; style-src 'self'/);
    const session = await fetch(`${centre.url}/api/v1/sessions`, {
      method: 'POST', headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({email: 'ben@example.com', password: centre.password('ben')}),
    });
    assert.equal(session.status, 201);
    assert.match(session.headers.get('set-cookie'), /^\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    assert.equal(session.headers.get('cache-control'), 'no-store');
  });
});
