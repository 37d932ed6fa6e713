// The emulated SMSC with Kannel as its client, which holds it to what a carrier's is. Skipped where there is no
// Kannel.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {end, eventually, start_emulators} from './programs.mjs';

const mei = '+60123456789';
const path = `${process.env.PATH}:/usr/sbin`;
const skip = spawnSync('bearerbox', ['--version'], {env: {PATH: path}}).error !== undefined;

let folder;
let emulators;
let ports;
const kannel = [];
const told = []; // what smsbox calls: texts that came, and receipts

const website = createServer((request, response) => {
  told.push(new URL(request.url, 'http://x'));
  response.end();
});

// Below those that the system hands out by itself: nobody is given it before Kannel takes it.
async function free_port() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const free = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (free) {
      server.close();
      await once(server, 'close');
      return port;
    }
  }
}

async function ask(url) {
  const answer = await fetch(url);
  return {status: answer.status, text: await answer.text()};
}
const smsc = (what, body) => emulators.control(`smsc/${what}`, body);

async function box(program, ...words) {
  const child = spawn(program, [...words, join(folder, 'kannel.conf')],
    {cwd: folder, env: {PATH: path}, stdio: process.env.SELAT_SHOWS ? 'inherit' : 'ignore'});
  kannel.unshift(child);
  return child;
}

before(async () => {
  if (skip) {
    return;
  }
  emulators = await start_emulators();
  const {port} = await smsc('accounts', {system_id: 'gw', password: 'pw', numbers: ['32665'], receipt_ids: 'decimal'});
  website.listen(0, '127.0.0.1');
  await once(website, 'listening');
  const site = `http://127.0.0.1:${website.address().port}`;
  ports = {admin: await free_port(), box: await free_port(), send: await free_port()};
  folder = await mkdtemp(join(tmpdir(), 'selat-kannel-'));
  await writeFile(join(folder, 'kannel.conf'), `group = core
admin-port = ${ports.admin}
admin-interface = 127.0.0.1
admin-password = x
smsbox-port = ${ports.box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = smpp
host = 127.0.0.1
port = ${port}
transceiver-mode = true
smsc-username = gw
smsc-password = pw
system-type = ""
msg-id-type = 0x01
source-addr-ton = 3
source-addr-npi = 0
dest-addr-ton = 1
dest-addr-npi = 1
enquire-link-interval = 2

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${ports.send}
sendsms-interface = 127.0.0.1
mo-recode = true

group = sendsms-user
username = u
password = p
max-messages = 9
concatenation = true

group = sms-service
keyword = default
get-url = "${site}/in?from=%p&text=%b&charset=%C&coding=%c"
max-messages = 0
accept-x-kannel-headers = true
concatenation = true
omit-empty = true
`);
  await box('bearerbox');
  await eventually(async () => (await smsc('connection?kind=bind')).items.some((each) => each.status === 0), 'it binds');
  await box('smsbox');
  await eventually(() => ask(`http://127.0.0.1:${ports.send}/cgi-bin/sendsms`).catch(() => null), 'smsbox serves');
});

after(async () => {
  for (const each of kannel) {
    await end(each, 'SIGKILL');
  }
  await emulators?.stop();
  website.close();
  website.closeAllConnections();
  if (folder) {
    await rm(folder, {recursive: true, force: true});
  }
});

async function send(text, more = {}) {
  const site = `http://127.0.0.1:${website.address().port}`;
  const query = new URLSearchParams({username: 'u', password: 'p', from: '32665', to: mei.slice(1), text,
    charset: 'UTF-8', 'dlr-mask': '31', 'dlr-url': `${site}/receipt?state=%d`, ...more});
  const answer = await ask(`http://127.0.0.1:${ports.send}/cgi-bin/sendsms?${query}`);
  assert.equal(answer.status, 202, answer.text);
}
const shown = (text) => eventually(async () =>
  (await smsc('sent')).items.find((each) => each.text === text), `the phone shows ${text}`);
const receipt = (state) => eventually(() =>
  told.find((each) => each.pathname === '/receipt' && each.searchParams.get('state') === state), `receipt ${state}`);

test('Kannel binds, sends, and is receipted under the id in the other form', {skip}, async () => {
  await send('Harga 5 € [siap]');
  assert.equal((await shown('Harga 5 € [siap]')).to, mei);
  await receipt('8');
  await receipt('1');
});

test('long texts of Kannel reach the phone whole', {skip}, async () => {
  const text = `${'我们明天见。'.repeat(20)}再见`;
  await send(text, {coding: '2'});
  assert.equal((await shown(text)).parts, 2);
  await send('a'.repeat(400));
  assert.equal((await shown('a'.repeat(400))).parts, 3);
});

test('Kannel takes what phones say, in parts too, and the connection is kept by enquiries', {skip}, async () => {
  const said = await smsc('messages', {from: mei, text: 'opening hours'});
  assert.equal(said.delivered, true);
  await eventually(() => told.find((each) => each.searchParams.get('text') === 'opening hours'), 'it is told');
  await smsc('messages', {from: mei, text: 'b'.repeat(300)});
  await eventually(() => told.filter((each) => /^b+$/.test(each.searchParams.get('text') ?? ''))
    .reduce((sum, each) => sum + each.searchParams.get('text').length, 0) === 300, 'all of it is told');
  await eventually(async () => (await smsc('connection?kind=enquire_link')).items.length > 0, 'it enquires');
});
