// The emulated Discord before Discord's own check of signatures, and a bot of discord.js that lives with it.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:http';
import test from 'node:test';
import {Client, Events, GatewayIntentBits, Partials} from 'discord.js';
import {verifyKey} from 'discord-interactions';
import {start_emulators} from './programs.mjs';

const token = 'interop-bot-token';

async function with_discord(bot, carry_out) {
  const emulators = await start_emulators();
  const discord = (what, body) => emulators.control(`discord/${what}`, body);
  try {
    const {id, public_key} = await discord('bot', {token, login_gap_ms: 0, ...bot});
    await carry_out({discord, id, public_key, api: `${emulators.url}/discord/api`});
  } finally {
    await emulators.stop();
  }
}

// An application that checks requests as Discord's library does, and keeps what it was told.
async function serve_application(public_key) {
  const heard = [];
  const server = createServer(async (request, response) => {
    const pieces = await request.toArray();
    const body = Buffer.concat(pieces);
    const {'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp} = request.headers;
    const right = Boolean(signature && timestamp) &&
      await verifyKey(body, signature, timestamp, public_key);
    heard.push({right, interaction: JSON.parse(body)});
    const type = heard.at(-1).interaction.type === 1 ? 1 : 5;
    response.writeHead(right ? 200 : 401, {'content-type': 'application/json'});
    response.end(right ? JSON.stringify({type}) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {heard, url: `http://127.0.0.1:${server.address().port}/`, server};
}

test('what the emulator signs, and signs wrongly, is so to discord-interactions too', async () => {
  await with_discord({}, async ({discord, id, public_key, api}) => {
    const application = await serve_application(public_key);
    try {
      const taken = await discord('endpoint', {url: application.url});
      assert.deepEqual(taken, {taken: true, reason: ''});
      assert.deepEqual(application.heard.map((each) => each.right), [true, false, false]);
      const registered = await fetch(`${api}/v10/applications/${id}/commands`, {
        method: 'POST',
        headers: {
          authorization: `Bot ${token}`, 'content-type': 'application/json',
          'user-agent': 'DiscordBot (https://oracle.example, 1.0)',
        },
        body: JSON.stringify({name: 'chat', description: 'Write to us'}),
      });
      assert.equal(registered.status, 201);
      const wish = {user: 'hana', command: {name: 'chat', options: {message: 'π ≈ 3, naïve 漢字 😀'}}};
      assert.equal((await discord('messages', wish)).delivered, true);
      assert.equal(application.heard.at(-1).right, true);
      const forged = await discord('messages', {...wish, signature: 'wrong'});
      assert.equal(forged.status, 401);
    } finally {
      application.server.close();
    }
  });
});

test('a bot of discord.js lives with the emulator', async () => {
  await with_discord({}, async ({discord, api}) => {
    const {DirectMessages, Guilds, MessageContent} = GatewayIntentBits;
    const client = new Client({
      intents: [Guilds, DirectMessages, MessageContent],
      partials: [Partials.Channel],
      rest: {api, version: '10'},
    });
    const next = async (event) => (await once(client, event, {signal: AbortSignal.timeout(30_000)}))[0];
    try {
      const ready = next(Events.ClientReady);
      await client.login(token);
      await ready;
      await client.application.commands.create({name: 'chat', description: 'Write to us'});

      const written = next(Events.MessageCreate);
      await discord('messages', {user: 'hana', text: 'hello'});
      const message = await written;
      assert.equal(message.content, 'hello');
      const button = {type: 2, style: 1, label: 'Yes', custom_id: 'yes'};
      const reply = await message.reply({content: 'Well?', components: [{type: 1, components: [button]}]});
      await reply.edit({content: 'Well then?'});

      const clicked = next(Events.InteractionCreate);
      await discord('messages', {user: 'hana', click: {message: reply.id, button: 'Yes'}});
      const click = await clicked;
      await click.deferUpdate();
      await click.followUp('Good.');

      const used = next(Events.InteractionCreate);
      await discord('messages', {user: 'hana', command: {name: 'chat', options: {message: 'hi'}}});
      const command = await used;
      assert.equal(command.options.getString('message'), 'hi');
      await command.deferReply();
      await command.editReply('Hello, Hana.');
      const {items} = await discord('sent?user=hana');
      assert.deepEqual(items.map((each) => each.message.content),
        ['Well?', 'Good.', 'Hello, Hana.']);
    } finally {
      await client.destroy();
    }
  });
});
