// A contact centre for one test: the emulators, the gateway, a browser, and a folder that goes with them.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.SELAT_BUILD ?? join(root, 'build');
const from_desktop = createRequire(join(root, 'host/desktop/package.json'));
const {chromium} = from_desktop('playwright-core');
const axe_source = from_desktop('axe-core').source;

const patience = 20_000;

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

const configuration = (listen, emulators) => `version: 1
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

export async function make_centre() {
  const folder = await mkdtemp(join(tmpdir(), 'selat-browser-'));
  const emulators = await start('selat-emulators', ['--port', '0']);
  const workflow = {task_routing: {filters: [], default_filter: {queue: 'support'}}};
  await writeFile(join(folder, 'main.json'), JSON.stringify(workflow));
  const file = join(folder, 'selat.yaml');
  const run = async (listen) => {
    await writeFile(file, configuration(listen, emulators.url));
    return start('selat', ['run', '-c', file]);
  };
  let gateway = await run('127.0.0.1:0');
  const address = new URL(gateway.url).host;
  const browser = await chromium.launch({
    executablePath: process.env.SELAT_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });

  const line = async (path, body) => {
    const answer = await fetch(`${emulators.url}/_control/line/${path}`, body === undefined ? {} : {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.json();
  };
  await line('channels', {
    id: 'demo', webhook_url: `${gateway.url}/channels/line-my`, channel_secret: 'browser-line-secret',
    access_token: 'browser-line-token', redelivery: {count: 300, interval_ms: 200},
  });

  return {
    url: gateway.url,
    line,
    name: (user, name) => line('users', {user, name}),
    says: (user, text, more = {}) => line('messages', {channel: 'demo', user, text, ...more}),
    // Until LINE was asked to tell the user this.
    async reaches(user, text) {
      const until = Date.now() + patience;
      let after = 0;
      while (Date.now() < until) {
        const {items, next} = await line(`sent?channel=demo&user=${user}&after=${after}&wait_ms=1000`);
        if (items.some((each) => each.message.text === text)) {
          return;
        }
        after = next ?? after;
      }
      throw new Error(`"${text}" did not reach ${user}`);
    },
    async sent_count(user, text) {
      const {items} = await line(`sent?channel=demo&user=${user}&limit=200`);
      return items.filter((each) => each.message.text === text).length;
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
    async end() {
      await browser.close();
      await end(gateway, 'SIGTERM');
      await end(emulators, 'SIGTERM');
      await rm(folder, {recursive: true, force: true});
    },
  };
}

export async function log_in(page, centre, who) {
  await page.goto(`${centre.url}/desktop/`);
  await page.getByLabel(/E-mai?l|E-mel/).fill(`${who}@example.com`);
  await page.getByLabel(/Password|Kata laluan/).fill(`${who}-password`);
  await page.keyboard.press('Enter');
  await page.locator('.list, .wall').first().waitFor();
}

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const colours = {type: 'rule', values: ['color-contrast']};

// What a person with a screen reader, or weak eyes, would stumble over.
export async function stumbling_blocks(page, rules = everything) {
  if (!await page.evaluate(() => 'axe' in window)) {
    await page.evaluate(axe_source);
  }
  const {violations} = await page.evaluate((only) => window.axe.run(document, {runOnly: only}), rules);
  return violations.map(({id, nodes}) =>
    `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}: ${nodes[0]?.failureSummary}`);
}
