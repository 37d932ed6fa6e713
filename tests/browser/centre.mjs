// A contact centre for one test: the emulators, the gateway, a browser, and a folder that goes with them.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {axe_rules, browser_options} from './looking.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.SELAT_BUILD ?? join(root, 'build');
const from_desktop = createRequire(join(root, 'host/desktop/package.json'));
const {chromium} = from_desktop('playwright-core');
const axe_source = from_desktop('axe-core').source;

const patience = 30_000;

async function start(program, words) {
  const child = spawn(join(build, 'bin', program), words, {stdio: ['ignore', 'pipe', 'inherit']});
  let said = '';
  const ready = new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      said += piece;
      const url = /ready on (http:\S+)/.exec(said)?.[1];
      if (url) {
        resolve(url);
      }
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  return {child, url: await ready};
}

async function end({child}, signal) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
}

const sms_account = 'AC00000000000000000000000000000000';
const sms_number = '+60312345678';

const small = (listen, emulators) => `version: 1
server: { listen: ${listen} }
store: { driver: sqlite, path: store.db }
media: { path: media }
plugins: { paths: [${join(build, 'plugins')}] }
channels:
  - id: line-my
    plugin: line
    options:
      channel_secret: browser-line-secret
      access_token: browser-line-token
      api_base: ${emulators}/line
      data_api_base: ${emulators}/line
  - id: sms-my
    plugin: sms
    options:
      account_sid: ${sms_account}
      auth_token: browser-sms-token
      from: "${sms_number}"
      api_base: ${emulators}/sms
routing:
  strategy: longest-idle
  reservation_timeout: 60s
  queues: [{ id: support, workers: "1==1" }]
  workflows: [{ id: main, definition: main.json }]
  default_workflow: main
agents:
  - { id: aminah, name: Aminah, email: aminah@example.com, password: aminah-password, role: supervisor, capacity: { default: 3 } }
  - { id: ben, name: Ben, email: ben@example.com, password: ben-password, capacity: { default: 3 } }
`;

// config/demo.yaml as `make run` serves it, on other ports. Its files are beside it, its data in `folder`.
async function demo(listen, emulators, folder) {
  await cp(join(root, 'config'), folder, {recursive: true});
  const control = async (path) => (await fetch(`${emulators}/_control/${path}`)).json();
  const [mail, {port}] = await Promise.all([control('email/mailboxes'), control('smsc/accounts')]);
  const text = (await readFile(join(folder, 'demo.yaml'), 'utf8'))
    .replace('port: 8143', `port: ${mail.imap || 8143}`).replace('port: 8587', `port: ${mail.smtp || 8587}`)
    .replace('      system_id: demo\n', `      system_id: demo\n      port: ${port || 2775}\n`);
  return text.replaceAll('http://127.0.0.1:8090', emulators).replaceAll('127.0.0.1:8080', listen)
    .replaceAll('../data/demo/', '');
}

const demo_providers = JSON.parse(await readFile(join(root, 'config/demo-emulators.json'), 'utf8'));

// Every provider of the demo, on free ports, with the key that `folder` has.
function all_providers() {
  const all = JSON.parse(JSON.stringify(demo_providers).replaceAll('file:../data/demo/', 'file:'));
  all.smsc.port = all.email.imap_port = all.email.smtp_port = 0;
  return all;
}

const small_providers = (gateway) => ({
  line: {channels: [{
    id: 'demo', webhook_url: `${gateway}/channels/line-my`, channel_secret: 'browser-line-secret',
    access_token: 'browser-line-token',
  }]},
  sms: {accounts: [{
    account_sid: sms_account, auth_token: 'browser-sms-token', numbers: [sms_number],
    webhook_url: `${gateway}/channels/sms-my#rc=5&rp=all`,
  }]},
});

// What the providers know of the gateway.
async function tell_providers(which, control, gateway, folder) {
  const {line, sms, shop, ...rest} = which === 'small' ? small_providers(gateway)
    : JSON.parse(JSON.stringify(demo_providers).replaceAll('http://127.0.0.1:8080', gateway));
  if (which === 'all') {
    await control('discord-interactions/bot', rest['discord-interactions'].bot);
    for (const [provider, lists] of Object.entries(rest)) {
      for (const [list, items] of Object.entries(lists)) {
        for (const each of Array.isArray(items) ? items.filter(({webhook_url}) => webhook_url) : []) {
          const key = each.public_key && {public_key: await readFile(join(folder, 'google-public-key.pem'), 'utf8')};
          await control(`${provider}/${list}`, {...each, ...key});
        }
      }
    }
  }
  for (const each of line.channels) {
    await control('line/channels', {...each, redelivery: {count: 300, interval_ms: 200}});
  }
  for (const each of sms.accounts) {
    await control('sms/accounts', each);
  }
  if (shop) {
    await control('shop/widget', shop);
  }
}

// `which`: "small", LINE and SMS lead to one queue, with two agents; "demo", of whose providers LINE, SMS
// and Discord are there; or "all" of them.
export async function make_centre(which = 'small') {
  const ends = []; // how to undo what was made
  const undo = async () => {
    for (const each of ends.splice(0).reverse()) {
      await each();
    }
  };
  try {
    return await build_centre(which, ends, undo);
  } catch (error) {
    await undo();
    throw error;
  }
}

async function build_centre(which, ends, undo) {
  const folder = await mkdtemp(join(tmpdir(), 'selat-browser-'));
  ends.push(() => rm(folder, {recursive: true, force: true}));
  const beginning = join(folder, 'emulators.json');
  execFileSync(join(root, 'scripts/demo_key.sh'), [folder]);
  const {discord, playground} = demo_providers;
  const begin = {small: {}, demo: {discord, playground}, all: all_providers()};
  await writeFile(beginning, JSON.stringify(begin[which]));
  const emulators = await start('selat-emulators', ['--port', '0', '--config', beginning]);
  ends.push(() => end(emulators, 'SIGTERM'));
  const workflow = {task_routing: {filters: [], default_filter: {queue: 'support'}}};
  await writeFile(join(folder, 'main.json'), JSON.stringify(workflow));
  const file = join(folder, 'selat.yaml');
  const run = async (listen) => {
    await writeFile(file, await (which === 'small' ? small : demo)(listen, emulators.url, folder));
    return start('selat', ['run', '-c', file]);
  };
  let gateway = await run('127.0.0.1:0');
  ends.push(() => end(gateway, 'SIGTERM'));
  const address = new URL(gateway.url).host;
  const browser = await chromium.launch(browser_options);
  ends.push(() => browser.close());

  const control = async (path, body) => {
    const answer = await fetch(`${emulators.url}/_control/${path}`, body === undefined ? {} : {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.json();
  };
  const line = (path, body) => control(`line/${path}`, body);
  const sms = (path, body) => control(`sms/${path}`, body);
  await tell_providers(which, control, gateway.url, folder);

  // Until a provider was asked to tell somebody this.
  const reaches = async (ask, text_of, text) => {
    const until = Date.now() + patience;
    let after = 0;
    while (Date.now() < until) {
      const {items, next} = await ask(after);
      if (items.some((each) => text_of(each) === text)) {
        return;
      }
      after = next ?? after;
    }
    throw new Error(`"${text}" did not arrive`);
  };

  return {
    url: gateway.url,
    playground: `${emulators.url}/`,
    password: (who) => which === 'small' ? `${who}-password` : `${who}-demo`,
    control,
    line,
    name: (user, name) => line('users', {user, name}),
    says: (user, text, more = {}) => line('messages', {channel: 'demo', user, text, ...more}),
    texts: (from, text) => sms('messages', {from, text}),
    reaches: (user, text) => reaches((after) => line(`sent?channel=demo&user=${user}&after=${after}&wait_ms=1000`),
      (each) => each.message.text, text),
    reaches_phone: (to, text) => reaches((after) => sms(`sent?to=${encodeURIComponent(to)}&after=${after}&wait_ms=1000`),
      (each) => each.body, text),
    async sent_count(user, text) {
      const {items} = await line(`sent?channel=demo&user=${user}&limit=200`);
      return items.filter((each) => each.message.text === text).length;
    },
    async sent_to_phone(to) {
      const {items} = await sms(`sent?to=${encodeURIComponent(to)}&limit=200`);
      return items.map((each) => each.body);
    },
    kill: () => end(gateway, 'SIGKILL'),
    async restart() {
      gateway = await run(address);
    },
    // A page of its own browser profile, with whatever went wrong in it.
    async page(options = {}) {
      const context = await browser.newContext({viewport: {width: 1440, height: 900}, locale: 'en-GB', ...options});
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      page.wrong = [];
      page.on('pageerror', (error) => page.wrong.push(error.message));
      page.on('console', (message) => {
        // A refused or cut call is logged by the browser itself; the page answers for the rest.
        if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) {
          page.wrong.push(message.text());
        }
      });
      return page;
    },
    end: undo,
  };
}

export async function log_in(page, centre, who) {
  await page.goto(`${centre.url}/desktop/`);
  await page.getByLabel(/E-mai?l|E-mel/).fill(`${who}@example.com`);
  await page.getByLabel(/Password|Kata laluan/).fill(centre.password(who));
  await page.keyboard.press('Enter');
  await page.locator('.list, .wall').first().waitFor();
}

export async function become_available(page) {
  await page.getByRole('button', {name: 'Become available'}).click();
  await page.getByRole('button', {name: 'Activity: Available'}).waitFor();
}

const colours = {type: 'rule', values: ['color-contrast']};

// Of a page, or of one of its frames.
async function stumbling_blocks(page, rules = axe_rules) {
  if (!await page.evaluate(() => 'axe' in window)) {
    await page.evaluate(axe_source);
  }
  const {violations} = await page.evaluate((only) => window.axe.run(document, {runOnly: only, iframes: false}), rules);
  return violations.map(({id, nodes}) =>
    `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}: ${nodes[0]?.failureSummary}`);
}

// What somebody sees, looked through by axe: all of it with what it frames, and in the dark the colours once more.
export async function check_both_looks(page, view) {
  await page.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
  for (const frame of page.frames()) {
    assert.deepEqual(await stumbling_blocks(frame), [], `${view}: ${frame.url()}`);
  }
  await page.emulateMedia({colorScheme: 'dark', reducedMotion: 'reduce'});
  assert.deepEqual(await stumbling_blocks(page, colours), [], `${view}, dark`);
  await page.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
}
