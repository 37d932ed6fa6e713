// What an agent and a supervisor do beyond answering, in a real browser against the real program.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {become_available, check_both_looks, log_in, make_centre} from './centre.mjs';

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const accept = (page) => page.locator('.offer', {hasText: 'support'}).getByRole('button', {name: 'Accept'}).click();
const field = (page) => page.getByRole('textbox', {name: /Message to|Internal note/});

// Names and words that have broken other people's pages.
const naughty = [
  '<script>document.title=1</script>', '<img src=x onerror="document.title=1">', '"><svg onload=document.title=1>',
  'javascript:document.title=1', '\u202Eevil\u202C \u2066gnp.exe', 'Z\u0334\u0321\u0301\u0300\u0302\u0303\u0304\u0305\u0306\u0307\u0308a\u0334\u0321\u0301\u0300\u0302\u0303\u0304l\u0334\u0321\u0301\u0300\u0302go',
  'W'.repeat(600), '__proto__', 'constructor', '{{7*7}} ${7*7} %s %n', 'مرحبا Ω 漢字 \u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
];

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
    await centre.name('naughty', naughty.slice(0, 2).join(' ') + naughty[4]);
    await centre.says('naughty', 'hello');
    await accept(ben);
    for (const each of naughty) {
      await centre.says('naughty', each);
    }
    await centre.line('messages', {channel: 'demo', user: 'naughty', file: {content: 'x', name: '\u202Efdp.exe<b>.txt', content_type: 'text/plain'}});
    await ben.locator('.log').getByText('exe<b>.txt').waitFor();
    const said = await ben.locator('.message .words').allTextContents();
    assert.deepEqual(naughty.filter((each) => !said.includes(each.trim())), []);
    assert.equal(await ben.locator('.log a[href^="javascript"], .log script, .log svg[onload], .log b[onload]').count(), 0);
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
      while (log.scrollTop > 0 || document.querySelector('.earlier')) {
        log.scrollTop -= 240;
        await frame();
        const seen = words().find((each) => each.getBoundingClientRect().top >= log.getBoundingClientRect().top);
        const top = seen?.getBoundingClientRect().top;
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
    await aminah.getByRole('searchbox', {name: 'Which customer is the same person?'}).fill('Long');
    await aminah.getByRole('radio', {name: /Long Story/}).check();
    await aminah.getByText(/All addresses, conversations and notes of Long Story become/).waitFor();
    await check_both_looks(aminah, 'merge');
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
