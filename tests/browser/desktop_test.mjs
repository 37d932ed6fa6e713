// An agent's day in the desktop, in a real browser against the real program.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {become_available, check_both_looks, log_in, make_centre} from './centre.mjs';

const texts = (page) => page.locator('.message .words').allTextContents();

describe('the desktop', {concurrency: false}, () => {
  let centre;
  before(async () => { centre = await make_centre(); });
  after(async () => { await centre?.end(); });

  test('an agent logs in, accepts an offer, and the answer reaches the customer on LINE', async () => {
    const page = await centre.page();
    await page.emulateMedia({reducedMotion: 'reduce'});
    await page.goto(`${centre.url}/desktop/`);
    await page.getByLabel('Password').waitFor();
    await check_both_looks(page, 'log in');

    const me = '**/api/v1/me';
    await page.route(me, (route) => route.fulfill({status: 401, json: {title: 'Log in'}})); // as where cookies are not kept
    await page.getByLabel('E-mail').fill('ben@example.com');
    await page.getByLabel('Password').fill(centre.password('ben'));
    await page.keyboard.press('Enter');
    await page.getByText(/The browser did not keep the session/).waitFor();
    await page.unroute(me);
    await page.context().clearCookies();

    await log_in(page, centre, 'ben');
    await page.getByText('You have no conversations').waitFor();
    await check_both_looks(page, 'nothing to do');
    await become_available(page);

    await centre.name('mei', 'Tan Mei Ling');
    await centre.says('mei', 'Where is my order? <img src=x onerror="document.title=1"> <b>4711</b>');
    const offer = page.locator('.offer');
    await offer.getByText('Queue').waitFor();
    await offer.getByText('support').waitFor();
    assert.match(await offer.getByRole('timer').innerText(), /^\d+ s left to answer$/);
    await check_both_looks(page, 'offer');
    await offer.getByRole('button', {name: 'Accept'}).click();

    await page.getByRole('heading', {name: 'Tan Mei Ling'}).waitFor();
    await page.getByText('<b>4711</b>').first().waitFor(); // as text: nothing of it became a picture
    assert.equal(await page.locator('.log img').count(), 0);
    await page.getByRole('textbox', {name: 'Message to Tan Mei Ling'}).fill('It leaves today.');
    await page.keyboard.press('Enter');
    await centre.reaches('mei', 'It leaves today.');
    await page.locator('.message', {hasText: 'It leaves today.'}).getByText('Sent', {exact: true}).waitFor({state: 'attached'});

    await page.getByRole('button', {name: 'Note', exact: true}).click();
    await page.getByRole('textbox', {name: 'Internal note'}).fill('Parcel 4711 was late twice.');
    await page.keyboard.press('Enter');
    await page.getByText('Internal note by Ben').waitFor();
    await check_both_looks(page, 'thread');
    assert.equal(await centre.sent_count('mei', 'Parcel 4711 was late twice.'), 0);

    await page.getByRole('button', {name: 'Transfer'}).click();
    await page.getByRole('dialog').getByText('Aminah').waitFor();
    await check_both_looks(page, 'transfer');
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'Settings'}).click();
    await page.getByRole('menuitem', {name: 'Log out'}).waitFor();
    await check_both_looks(page, 'settings');
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'Complete'}).click();
    await check_both_looks(page, 'complete');
    await page.getByRole('dialog').getByRole('button', {name: 'Complete'}).click();
    await page.getByText('You have no conversations').waitFor();
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('the keyboard alone is enough to accept, answer, wrap up and complete', async () => {
    const page = await centre.page();
    await log_in(page, centre, 'ben');
    await page.getByRole('button', {name: 'Activity: Available'}).waitFor();
    await centre.name('hafiz', 'Hafiz Rahman');
    await centre.says('hafiz', 'Boleh tolong saya?');
    await page.locator('.offer', {hasText: 'support'}).waitFor();
    await page.keyboard.press('Alt+y');
    await page.getByRole('textbox', {name: /Message to/}).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('Boleh, ');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('apa masalahnya?');
    await page.keyboard.press('Enter');
    await centre.reaches('hafiz', 'Boleh, \napa masalahnya?');
    await page.keyboard.press('Alt+w');
    await page.getByText('You are wrapping up').waitFor();
    await page.keyboard.press('Alt+c');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('solved');
    await page.keyboard.press('Enter');
    await page.getByText('Completed: solved').waitFor();
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('a declined offer goes to the next agent, who sees what was said', async () => {
    const ben = await centre.page();
    await log_in(ben, centre, 'ben');
    await ben.getByRole('button', {name: 'Activity: Available'}).waitFor();
    await centre.name('priya', 'Priya Nair');
    await centre.says('priya', 'I want a refund');
    await ben.locator('.offer', {hasText: 'support'}).waitFor();
    const aminah = await centre.page();
    await log_in(aminah, centre, 'aminah');
    await become_available(aminah);
    await ben.keyboard.press('Alt+n');
    await aminah.locator('.offer', {hasText: 'Priya Nair'}).getByRole('button', {name: 'Accept'}).click();
    await aminah.locator('.log').getByText('I want a refund').waitFor();
    await ben.locator('.offer').waitFor({state: 'detached'});
    assert.deepEqual([...ben.wrong, ...aminah.wrong], []);

    await aminah.getByRole('link', {name: 'Live wall'}).click();
    const row = aminah.getByRole('row', {name: /support/});
    await row.getByText('2 of 2').waitFor();
    await check_both_looks(aminah, 'wall');
    await ben.getByRole('button', {name: 'Activity: Available'}).click();
    await ben.getByRole('menuitemradio', {name: 'On a break'}).click();
    await row.getByText('1 of 2').waitFor(); // told by events: the page was not loaded again
    await ben.context().close();
    await aminah.context().close();
  });

  test('after the connection and the gateway were lost nothing is missing and nothing is there twice', async () => {
    const page = await centre.page();
    let loads = 0;
    page.on('framenavigated', (frame) => { loads += frame === page.mainFrame() && !frame.url().includes('#') ? 1 : 0; });
    await log_in(page, centre, 'aminah');
    await page.getByRole('link', {name: /Priya Nair/}).click();
    await page.locator('.log').getByText('I want a refund').waitFor();

    await page.context().setOffline(true);
    await page.getByText('Connection lost').waitFor();
    await centre.says('priya', 'one');
    await centre.says('priya', 'two');
    await page.getByRole('textbox', {name: /Message to/}).fill('while away');
    await page.keyboard.press('Enter');
    await page.getByText('Waits for the connection').waitFor();
    await page.context().setOffline(false);
    await page.locator('.log').getByText('two', {exact: true}).waitFor();
    await centre.reaches('priya', 'while away');

    await centre.kill();
    await page.getByText('Connection lost').waitFor();
    const later = centre.says('priya', 'three'); // LINE tries until the gateway is back
    await centre.restart();
    await later;
    await page.locator('.log').getByText('three', {exact: true}).waitFor();
    await page.getByRole('textbox', {name: /Message to/}).fill('back again');
    await page.keyboard.press('Enter');
    await centre.reaches('priya', 'back again');
    await page.locator('.message', {hasText: 'back again'}).getByText('Sent', {exact: true}).waitFor({state: 'attached'});
    const said = await texts(page);
    assert.deepEqual([...said].sort(), ['I want a refund', 'back again', 'one', 'three', 'two', 'while away'].sort());
    assert.ok(said.indexOf('one') < said.indexOf('two') && said.indexOf('two') < said.indexOf('three'));
    assert.equal(await centre.sent_count('priya', 'while away'), 1);
    assert.equal(loads, 1);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });

  test('it speaks Malay, and fits a phone', async () => {
    const page = await centre.page({locale: 'ms-MY', viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});
    await page.emulateMedia({reducedMotion: 'reduce'});
    await log_in(page, centre, 'aminah');
    assert.equal(await page.locator('html').getAttribute('lang'), 'ms');
    await page.getByRole('link', {name: /Priya Nair/}).click();
    await page.getByRole('textbox', {name: 'Mesej kepada Priya Nair'}).waitFor();
    await check_both_looks(page, 'thread on a phone');
    await page.getByRole('button', {name: 'Pelanggan'}).click();
    await page.getByRole('dialog').getByRole('heading', {name: 'Alamat'}).waitFor();
    await check_both_looks(page, 'customer on a phone');
    await page.keyboard.press('Escape');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false);
    const cut = await page.evaluate(() => [...document.querySelectorAll('.thread button')].some((each) => each.getBoundingClientRect().right > innerWidth));
    assert.equal(cut, false);
    await page.getByRole('link', {name: 'Kembali ke senarai'}).click();
    await check_both_looks(page, 'list on a phone');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  });
});
