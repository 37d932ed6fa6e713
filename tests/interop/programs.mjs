// Programs of ours as children, what they are asked, and waiting for what they do.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const build = process.env.SELAT_BUILD ?? join(root, 'build');
const patience = 20_000;
const operator_token = 'interop-token'; // of the gateways below

export async function eventually(found, what) {
  const end = Date.now() + patience;
  for (;;) {
    const out = await found();
    if (out) {
      return out;
    }
    assert.ok(Date.now() < end, `in time: ${what}`);
    await pause(20);
  }
}

export async function end(child, signal) {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
}

// `ready` is where it serves. With SELAT_SHOWS it is heard.
function begin(program, words) {
  const child = spawn(join(build, 'bin', program), words,
    {stdio: ['ignore', 'pipe', process.env.SELAT_SHOWS ? 'inherit' : 'ignore']});
  process.on('exit', () => child.kill('SIGKILL')); // also of a test that throws where nobody catches it
  let said = '';
  child.stdout.on('data', (piece) => { said += piece; });
  child.ready = eventually(() => /ready on (http:\S+)/.exec(said)?.[1], `${program} is ready`);
  return child;
}

// The emulators: {url, control(what, body), stop()}.
export async function start_emulators() {
  const child = begin('selat-emulators', ['--port', '0']);
  const url = await child.ready;
  return {
    url,
    async control(what, body) {
      const answer = await fetch(`${url}/_control/${what}`,
        body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)});
      return answer.json();
    },
    stop: () => end(child, 'SIGKILL'),
  };
}

// A gateway with one queue: {url, child, api(path, body), stop(signal)}. `channels`: YAML of the list's
// items; `more`: of further keys.
export async function start_gateway(channels, {server = '', more = ''} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'selat-interop-'));
  await writeFile(join(folder, 'main.json'), '{"task_routing":{"filters":[],"default_filter":{"queue":"all"}}}');
  await writeFile(join(folder, 'selat.yaml'), `version: 1
server: { listen: 127.0.0.1:0${server && `, ${server}`} }
store: { path: store.db }
media: { path: media }
plugins: { paths: [${join(build, 'plugins')}] }
channels:
${channels}
routing:
  queues: [{ id: all, workers: "1==1" }]
  workflows: [{ id: main, definition: main.json }]
  default_workflow: main
api:
  tokens: [{ name: ops, role: admin, token: ${operator_token} }]
${more}`);
  const child = begin('selat', ['run', '-c', join(folder, 'selat.yaml')]);
  const url = await child.ready;
  return {
    url,
    child,
    async api(path, body, token = operator_token) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
        body: body && JSON.stringify(body),
      });
      assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
      return answer.json();
    },
    async stop(signal = 'SIGKILL') {
      await end(child, signal);
      await rm(folder, {recursive: true, force: true});
    },
  };
}
