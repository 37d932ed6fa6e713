// What an agent and a supervisor do beyond answering, in a real browser against the real program.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {naughty} from '../../plugins/channels/webchat/tests/widget/strings.mjs';
import {become_available, check_both_looks, log_in, make_centre} from './centre.mjs';

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const accept = (page) => page.locator('.offer', {hasText: 'support'}).getByRole('button', {name: 'Accept'}).click();
const field = (page) => page.getByRole('textbox', {name: /Message to|Internal note/});

// What a text would have made, had it become markup.
const markup = `body :is(script, iframe, object, math, base, link, meta, [onerror], [onload], [ontoggle], [onmouseover],
  form[action], a[href^="javascript" i], a[href^="data" i], a[href^="vbscript" i])`;
// Shown as they are; what is no text at all, or only blanks, is not shown.
const shown = naughty.filter((each) => each.trim() !== '' && Buffer.from(each).toString() === each && !each.includes('\u0000'));

describe('the desktop', {concurrency: false}, () => {
  let centre;
  let ben;
  before(async () => {
    centre = await make_centre();
    ben = await centre.page();
    await ben.emulateMedia({reducedMotion: 'reduce'});
    await log_in(ben, centre, 'ben');
    await become_available(ben);
  });
  after(async () => { await centre?.end(); });

  test('what customers write stays text, whatever it is, and breaks nothing', async () => {
    const picture = '<img src=x onerror="window.__broken=1">';
    await centre.name('naughty', `${picture} <script>window.__broken = 1</script>\u202egnp.exe`);
    await centre.says('naughty', 'hello');
    await accept(ben);
    await centre.line('messages', {messages: shown.map((text) => ({channel: 'demo', user: 'naughty', text}))});
    await centre.line('messages', {channel: 'demo', user: 'naughty', file: {content: 'x', name: '\u202Efdp.exe<b>.txt', content_type: 'text/plain'}});
    await ben.locator('.log').getByText('exe<b>.txt').waitFor();
    await centre.says('naughty', `last ${picture}`);
    await ben.locator('.row', {hasText: `last ${picture}`}).filter({hasText: '<script>window.__broken = 1</script>'}).waitFor();
    await ben.locator('.thread-head h2', {hasText: picture}).waitFor();
    const said = (await ben.locator('.message .words').allTextContents()).map((each) => each.trim());
    assert.deepEqual(shown.filter((each) => !said.includes(each.trim())), []);
    assert.equal(await ben.locator(markup).count(), 0);
    assert.equal(await ben.evaluate(() => window.__broken), undefined);
    assert.match(await ben.title(), /Selat$/);
    assert.equal((await ben.locator('.thread-head h2').innerText()).includes('\u202E'), false);
    assert.equal(await ben.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.equal(await ben.locator('.log').evaluate((log) => log.scrollWidth > log.clientWidth), false);
    await check_both_looks(ben, 'naughty strings');
    assert.deepEqual(ben.wrong, []);
  });

  test('a draft outlives a reload, and is forgotten with the log-out', async () => {
    await field(ben).fill('half a sentence');
    await ben.reload();
    await ben.waitForFunction(() => document.querySelector('textarea')?.value === 'half a sentence');
    await ben.getByRole('link', {name: /Draft: half a sentence/}).waitFor();
    await ben.getByRole('button', {name: 'Settings'}).click();
    await ben.getByRole('menuitem', {name: 'Log out'}).click();
    await ben.getByLabel('Password').waitFor();
    assert.equal(await ben.evaluate(() => Object.keys(localStorage).some((name) => name.startsWith('selat.drafts'))), false);
    await log_in(ben, centre, 'ben');
    await ben.locator('.row').first().click();
    await field(ben).waitFor();
    assert.equal(await field(ben).inputValue(), '');
  });

  test('files that are chosen or dropped go with what is written', async () => {
    const picture = {name: 'dot.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64')};
    await ben.locator('input[type=file]').setInputFiles([picture]);
    const attached = ben.getByRole('list', {name: 'Attached files'});
    await attached.getByText('dot.png').waitFor();
    await ben.locator('.log').evaluate((log) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['terms'], 'terms.txt', {type: 'text/plain'}));
      log.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
    });
    await attached.getByText('terms.txt').waitFor();
    await field(ben).evaluate((box) => {
      const paste = (text, file) => {
        const clipboardData = new DataTransfer();
        if (text) {
          clipboardData.setData('text/plain', text);
        }
        clipboardData.items.add(file);
        box.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
      };
      paste('words', new File(['words'], 'picture-of-words.png', {type: 'image/png'})); // as office programs copy
      paste(null, new File(['cut'], 'cut.txt', {type: 'text/plain'}));
    });
    await attached.getByText('cut.txt').waitFor();
    assert.equal(await attached.getByText('picture-of-words.png').count(), 0);
    await check_both_looks(ben, 'attached files');
    await ben.getByRole('button', {name: 'Note', exact: true}).click();
    await field(ben).fill('both files');
    await ben.keyboard.press('Enter');
    const sent = ben.locator('.message[data-direction=internal]', {hasText: 'both files'});
    await sent.getByText('terms.txt').waitFor();
    await ben.waitForFunction(() => document.querySelector('.message[data-direction=internal] .picture img')?.naturalWidth === 1);
    await attached.waitFor({state: 'detached'});
    await ben.getByRole('button', {name: 'Reply', exact: true}).click();
    assert.deepEqual(ben.wrong, []);
  });

  test('a picture opens large, and closes with a key', async () => {
    await centre.line('messages', {channel: 'demo', user: 'naughty', image: {content_base64: dot, content_type: 'image/png'}});
    await ben.locator('.message[data-direction=inbound]').getByRole('button', {name: /Show larger/}).click();
    await ben.getByRole('dialog').getByRole('img').waitFor();
    await check_both_looks(ben, 'a picture');
    await ben.keyboard.press('Escape');
    await ben.getByRole('dialog').waitFor({state: 'detached'});
  });

  test('a long thread grows upwards without moving, and goes back to its newest message', async () => {
    await centre.name('long', 'Long Story');
    await centre.says('long', 'begin');
    await accept(ben);
    await ben.getByRole('heading', {name: 'Long Story'}).waitFor();
    await centre.line('messages', {messages: Array.from({length: 260}, (_, index) => ({
      channel: 'demo', user: 'long', text: `number ${index} ${'word '.repeat((index * 7) % 40)}`,
    }))});
    await ben.locator('.log').getByText('number 259', {exact: false}).waitFor();
    await ben.reload();
    await ben.locator('.log').getByText('number 259', {exact: false}).waitFor();
    assert.ok(await ben.locator('.message').count() < 120);
    const moved = await ben.evaluate(async () => {
      const log = document.querySelector('.log');
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const words = () => [...log.querySelectorAll('.words')];
      let worst = 0;
      for (let step = 0; log.scrollTop > 0 || document.querySelector('.earlier'); ++step) {
        if (step === 1500) {
          throw new Error('it does not come to its beginning');
        }
        log.scrollTop -= 240;
        const seen = words().find((each) => each.getBoundingClientRect().top >= log.getBoundingClientRect().top);
        const top = seen?.getBoundingClientRect().top;
        await frame();
        await frame();
        worst = Math.max(worst, seen ? Math.abs(seen.getBoundingClientRect().top - top) : 0);
      }
      return worst;
    });
    assert.ok(moved < 2, `it moved by ${moved}`);
    await ben.locator('.log').getByText('begin', {exact: true}).waitFor();
    await ben.getByRole('button', {name: /To the newest message/}).waitFor();
    await ben.keyboard.press('Alt+j');
    await ben.getByRole('button', {name: /To the newest message/}).waitFor({state: 'detached'});
    assert.deepEqual(ben.wrong, []);
  });

  test('a supervisor makes two customers one, answers where it chooses, and takes them apart again', async () => {
    await ben.getByRole('button', {name: 'Activity: Available'}).click();
    await ben.getByRole('menuitemradio', {name: 'On a break'}).click();
    const aminah = await centre.page();
    await aminah.emulateMedia({reducedMotion: 'reduce'});
    await log_in(aminah, centre, 'aminah');
    await become_available(aminah);
    await centre.texts('+60123456789', 'It is me, Mei, by SMS');
    await accept(aminah);
    await aminah.getByRole('heading', {name: '+60123456789'}).first().waitFor();
    await aminah.getByRole('button', {name: 'Merge with another customer'}).click();
    const who = aminah.getByRole('searchbox', {name: 'Which customer is the same person?'});
    const asked = (q) => (url) => url.pathname === '/api/v1/customers' && url.searchParams.get('q') === q;
    await aminah.route(asked('broken'), (route) => route.fulfill({status: 503, json: {title: 'Later'}}));
    await who.fill('broken');
    await aminah.getByText('The search did not work. Try again.').waitFor();
    assert.equal(await aminah.getByText('No such customer.').count(), 0);
    await who.fill('nobody at all');
    await aminah.getByText('No such customer.').waitFor();
    const slow = new Promise((resolve) => { void aminah.route(asked('slow'), resolve); });
    await who.fill('slow');
    const held = await slow;
    await who.fill('Long');
    await aminah.getByRole('radio', {name: /Long Story/}).waitFor();
    const answered = aminah.waitForResponse((response) => asked('slow')(new URL(response.url())));
    await held.fulfill({json: {items: [], next: null}});
    await (await answered).finished();
    await aminah.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    await aminah.getByRole('radio', {name: /Long Story/}).check();
    await aminah.getByText(/All addresses, conversations and notes of Long Story become/).waitFor();
    await check_both_looks(aminah, 'merge');

    // Another customer comes up under the open dialog: what was begun is not about them.
    const move = (to) => aminah.evaluate((hash) => { location.hash = hash; }, to);
    const here = new URL(aminah.url()).hash;
    await move(new URL(ben.url()).hash);
    await aminah.getByRole('dialog').waitFor({state: 'detached'});
    await aminah.getByRole('heading', {name: 'Long Story'}).first().waitFor();
    await move(here);
    await aminah.getByRole('heading', {name: '+60123456789'}).first().waitFor();
    await aminah.getByRole('button', {name: 'Merge with another customer'}).click();
    await who.fill('Long');
    await aminah.getByRole('radio', {name: /Long Story/}).check();
    await aminah.getByLabel('How do you know?').fill('told the order number');
    await aminah.getByRole('button', {name: 'Merge', exact: true}).click();
    await aminah.getByRole('dialog').waitFor({state: 'detached'});
    await aminah.locator('.log').getByText(/Merged with Long Story .* told the order number/).waitFor();
    const addresses = aminah.getByRole('region', {name: 'Addresses'});
    await addresses.getByText('line-my').waitFor();

    const channel = aminah.getByRole('combobox', {name: 'Channel'});
    assert.equal(await channel.inputValue(), 'sms-my'); // where the customer wrote last
    await field(aminah).fill('by SMS');
    await aminah.keyboard.press('Enter');
    await centre.reaches_phone('+60123456789', 'by SMS');
    await channel.selectOption('line-my');
    await field(aminah).fill('by LINE');
    await aminah.keyboard.press('Enter');
    await centre.reaches('long', 'by LINE');
    await aminah.getByText('Goes on by line-my').waitFor();

    await addresses.getByRole('button', {name: /^Actions for U/}).click();
    await aminah.getByRole('menuitem', {name: 'Split off this address'}).click();
    await aminah.getByText(/becomes a customer of its own/).waitFor();
    await aminah.getByLabel('How do you know?').fill('two people');
    await aminah.getByRole('button', {name: 'Split off', exact: true}).click();
    await addresses.getByText('line-my').waitFor({state: 'detached'});
    await aminah.locator('.log').getByText(/Split off line-my .* two people/).waitFor();
    assert.deepEqual(aminah.wrong, []);
    await aminah.context().close();
  });

  test('from the wall a supervisor reads what an agent has, and hands it over or closes it', async () => {
    const aminah = await centre.page();
    await aminah.emulateMedia({reducedMotion: 'reduce'});
    await log_in(aminah, centre, 'aminah');
    await aminah.getByRole('button', {name: 'Activity: Available'}).click();
    await aminah.getByRole('menuitemradio', {name: 'On a break'}).click();
    await ben.getByRole('button', {name: 'Activity: On a break'}).click();
    await ben.getByRole('menuitemradio', {name: 'Available', exact: true}).click();
    await ben.getByRole('button', {name: 'Activity: Available'}).waitFor();
    await centre.says('long', 'It is me again'); // the first was joined with another, and has ended
    await accept(ben);
    await aminah.getByRole('link', {name: 'Live wall'}).click();
    const bens = aminah.getByRole('list', {name: 'Conversations of Ben'});
    await bens.getByRole('link', {name: 'Long Story'}).waitFor();
    await check_both_looks(aminah, 'the wall with conversations');
    await bens.getByRole('link', {name: 'Long Story'}).click();
    await aminah.getByRole('textbox', {name: 'Internal note'}).waitFor();
    assert.equal(await aminah.getByRole('textbox', {name: /Message to/}).count(), 0);
    await aminah.getByRole('button', {name: 'More actions'}).click();
    await aminah.getByRole('menuitem', {name: 'Transfer'}).waitFor();
    await check_both_looks(aminah, 'more actions');
    await aminah.getByRole('menuitem', {name: 'Close the conversation'}).click();
    await aminah.getByText(/This cannot be undone/).waitFor();
    await check_both_looks(aminah, 'close');
    await aminah.getByRole('dialog').getByRole('button', {name: 'Close the conversation'}).click();
    await aminah.getByText('This conversation is closed.').waitFor();
    assert.deepEqual(aminah.wrong, []);
    await aminah.context().close();
  });

  test('the search finds words and people, and ? shows the keys', async () => {
    await ben.keyboard.press('Alt+s');
    await ben.keyboard.type('Long Sto');
    await ben.getByText(/^\d+ conversations? found$/).waitFor();
    await ben.locator('.rows').getByText('Long Story').first().waitFor();
    await check_both_looks(ben, 'search');
    await ben.keyboard.press('Escape');
    await ben.getByRole('button', {name: 'Mine'}).focus();
    await ben.keyboard.press('?');
    await ben.getByRole('dialog', {name: 'Keyboard shortcuts'}).waitFor();
    await check_both_looks(ben, 'keys');
    await ben.keyboard.press('Escape');
    assert.deepEqual(ben.wrong, []);
  });
});
