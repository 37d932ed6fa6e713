// Files on their way from a visitor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitors } from './shop.mjs';

const open = visitors();

test('files are chosen, dropped and pasted, with their limits said before', async () => {
  const shop = await open();
  const { page, panel } = shop;
  const attach = panel.getByRole('button', { name: 'Attach files' });
  assert.match(await attach.getAttribute('title'), /Up to 1 MB each/);
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
  const chooser = page.waitForEvent('filechooser');
  await attach.click();
  await (await chooser).setFiles([{ name: 'kuih.png', mimeType: 'image/png', buffer: png }, { name: 'menu.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') }]);
  await panel.getByText('menu.pdf').first().waitFor();
  const give = (type, name) => shop.in_root((root, [event, file]) => {
    const data = new DataTransfer();
    data.items.add(new File(['hello'], file, { type: 'text/plain' }));
    const target = root.querySelector(event === 'paste' ? '.composer textarea' : '.panel');
    const made = event === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    target.dispatchEvent(made);
  }, [type, name]);
  await give('drop', 'dropped.txt');
  await give('paste', 'pasted.txt');
  await panel.getByText('pasted.txt').first().waitFor();
  await shop.hears(() => shop.uploads.length === 4, 'four files');
  assert.deepEqual(shop.uploads.map(({ name, type, token }) => [name, type, token]), [['kuih.png', 'image/png', 'Bearer visitor.token'], ['menu.pdf', 'application/pdf', 'Bearer visitor.token'], ['dropped.txt', 'text/plain', 'Bearer visitor.token'], ['pasted.txt', 'text/plain', 'Bearer visitor.token']]);
  await panel.getByRole('link', { name: 'kuih.png' }).waitFor();
  await page.waitForFunction(() => document.querySelector('selat-chat').shadowRoot.querySelectorAll('.item').length === 4);

  const take = async (file) => {
    const again = page.waitForEvent('filechooser');
    await attach.click();
    await (await again).setFiles([file]);
  };
  for (const [file, words] of [[{ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(1048577) }, 'big.png is too large. Up to 1 MB can be sent.'], [{ name: 'run.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') }, 'run.exe cannot be sent'], [{ name: 'none.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }, 'none.txt is empty.']]) {
    await take(file);
    await panel.getByRole('alert').getByText(words).waitFor();
  }
  assert.equal(shop.uploads.length, 4);
  await shop.close();
});

const text = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('hello') });
async function take(shop, ...files) {
  const chooser = shop.page.waitForEvent('filechooser');
  await shop.panel.getByRole('button', { name: 'Attach files' }).click();
  await (await chooser).setFiles(files);
}

test('what may not be sent takes no place of what may', async () => {
  const shop = await open({ files: { max_bytes: 1000, max_count: 2, types: ['text/plain'] } });
  await take(shop, { ...text('run.exe'), mimeType: 'application/x-msdownload' }, text('one.txt'), text('two.txt'), text('three.txt'));
  await shop.panel.getByRole('alert').getByText('run.exe cannot be sent').waitFor();
  await shop.panel.getByRole('link', { name: /two.txt/ }).waitFor();
  assert.deepEqual(shop.uploads.map((each) => each.name), ['one.txt', 'two.txt']);
  await shop.close();
});

test('a refusal that cannot be read ends after some tries, and stops no other file', async () => {
  const shop = await open();
  await shop.page.evaluate(() => { Math.random = () => 0; });
  shop.answers.file = ({ name }) => (name === 'huge.txt' ? 'unreadable' : null);
  await take(shop, text('huge.txt'), text('fine.txt'));
  await shop.panel.getByRole('link', { name: /fine.txt/ }).waitFor();
  assert.deepEqual(shop.uploads.slice(0, 2).map((each) => each.name), ['huge.txt', 'fine.txt']);
  await shop.panel.getByText('Not sent.').waitFor();
  assert.equal(shop.uploads.filter((each) => each.name === 'huge.txt').length, 5);
  let tries = 0;
  shop.answers.file = () => (tries++ ? null : 'unreadable');
  await shop.panel.getByRole('button', { name: 'Try again' }).click();
  await shop.panel.getByRole('link', { name: /huge.txt/ }).waitFor();
  await shop.close();
});

test('a file that outlasts a sign-in comes to an end: with the user when it was not there yet', async () => {
  const shop = await open();
  const { page, panel } = shop;
  await page.clock.install();
  for (const [name, answer] of [['there.txt', () => 'silent'], ['slow.txt', () => new Promise(() => {})]]) {
    await page.evaluate(() => window.selatChat.logout());
    await page.waitForFunction(() => document.querySelector('selat-chat').shadowRoot.querySelector('.note').hidden);
    shop.answers.file = answer;
    await take(shop, text(name));
    await shop.hears(() => shop.uploads.at(-1)?.name === name, name);
    await page.evaluate(() => window.selatChat.identify({ token: 'jwt' }));
    shop.answers.file = () => null;
    await page.clock.fastForward(16_000);
    await panel.getByText('Sending…').waitFor({ state: 'hidden' });
  }
  await panel.getByRole('link', { name: /slow.txt/ }).waitFor();
  assert.deepEqual(shop.uploads.map(({ name, token }) => [name, token]), [['there.txt', 'Bearer visitor.token'], ['slow.txt', 'Bearer visitor.token'], ['slow.txt', 'Bearer user.token']]);
  await shop.close();
});

test('a file that breaks off goes again under its id; one that is refused may be tried or let go', async () => {
  const shop = await open();
  const { page, panel } = shop;
  const take = async (name) => {
    const chooser = page.waitForEvent('filechooser');
    await panel.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from('hello') }]);
  };
  let breaks = 2;
  shop.answers.file = () => (breaks-- > 0 ? 'break' : null);
  await take('notes.txt');
  await panel.getByRole('link', { name: /notes.txt/ }).waitFor();
  assert.equal(shop.uploads.length, 3);
  assert.equal(new Set(shop.uploads.map((each) => each.cid)).size, 1);
  assert.equal(shop.thread.length, 1);

  shop.answers.file = () => ({ status: 413, title: 'The attachment is not taken' });
  await take('much.txt');
  await panel.getByText('Not sent.').waitFor();
  await panel.getByRole('button', { name: 'Cancel much.txt' }).click();
  shop.answers.file = () => ({ status: 415, code: 'type_denied' });
  await take('odd.txt');
  await panel.getByText('Not sent.').waitFor();
  assert.deepEqual(await shop.stumbling_blocks(), []);
  shop.answers.file = () => null;
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByRole('link', { name: /odd.txt/ }).waitFor();
  let answer;
  shop.answers.file = () => new Promise((resolve) => { answer = resolve; });
  await take('slow.txt');
  await panel.getByRole('progressbar', { name: 'Sending slow.txt' }).waitFor();
  await panel.getByRole('button', { name: 'Cancel slow.txt' }).click();
  await panel.getByText('slow.txt').first().waitFor({ state: 'hidden' });
  answer('break');
  await shop.close();
});
