// SMS over SMPP with the SMSC of npm's `smpp`, which knows nothing of ours.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {after, before, test} from 'node:test';
import smpp from 'smpp';
import {end, eventually, start_gateway} from './programs.mjs';

const mei = '60123456789';

// What the SMSC was told, and how it answers.
const smsc = {binds: [], submits: [], session: null, throttles: 0};

const server = smpp.createServer((session) => {
  session.on('bind_transceiver', (pdu) => {
    smsc.binds.push(pdu);
    if (pdu.system_id !== 'gw' || pdu.password !== 'pw') {
      session.send(pdu.response({command_status: smpp.ESME_RBINDFAIL}));
      return session.close();
    }
    smsc.session = session;
    return session.send(pdu.response());
  });
  session.on('submit_sm', (pdu) => {
    if (smsc.throttles > 0) {
      --smsc.throttles;
      return session.send(pdu.response({command_status: smpp.ESME_RTHROTTLED}));
    }
    const number = 0x1A2B + smsc.submits.push(pdu);
    session.send(pdu.response({message_id: number.toString(16)}));
    // The receipt writes the id in decimal.
    return session.deliver_sm({
      source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
      esm_class: 4, short_message: Buffer.from(`id:${number} sub:001 dlvrd:001 submit date:2611261545 `
        + 'done date:2611261546 stat:DELIVRD err:000 text:'),
    });
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    smsc.unbound = true;
    session.send(pdu.response());
    session.close();
  });
  session.on('error', () => {});
});

const ask = (command, more) => new Promise((resolve) => smsc.session[command](more, resolve));
const deliver = (more) => ask('deliver_sm', {
  source_addr_ton: 1, source_addr_npi: 1, source_addr: mei, destination_addr: '32665', data_coding: 0, ...more,
});
const wide = (text) => Buffer.from(text, 'utf16le').swap16();

let gateway;
const api = (path, body) => gateway.api(path, body);
const inbound = async () => (await api('/messages?direction=inbound')).items;
const heard = (text) => eventually(async () => (await inbound()).find((each) => each.content.text === text), text);
const write = (text) => api('/messages', {channel: 'sms-my', to: `+${mei}`, content: {text}});
const becomes = ({id}, status) =>
  eventually(async () => (await api(`/messages/${id}`)).status === status, `${id} is ${status}`);

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gateway = await start_gateway(`  - id: sms-my
    plugin: sms
    options: { driver: smpp, host: 127.0.0.1, port: ${server.address().port}, system_id: gw, password: pw, from: "32665" }`);
  await eventually(() => smsc.session, 'it binds');
});

after(async () => {
  await gateway.stop();
  server.close();
  smsc.session?.close();
});

test('it binds as a transceiver of version 3.4 and answers enquiries', async () => {
  assert.equal(smsc.binds[0].system_id, 'gw');
  assert.equal(smsc.binds[0].interface_version, 0x34);
  assert.equal((await ask('enquire_link', {})).command_status, 0);
});

test('texts come in GSM-7 and UCS-2', async () => {
  assert.equal((await deliver({short_message: Buffer.from([0x48, 0x69, 0x20, 0x1B, 0x65, 0x00])})).command_status, 0);
  assert.equal((await heard('Hi €@')).address, `+${mei}`);
  await deliver({data_coding: 8, short_message: wide('你好😀')});
  await heard('你好😀');
});

test('parts come by header and by sar, in any order and twice, as one text', async () => {
  const headed = (number, text) => deliver({
    esm_class: 0x40, short_message: Buffer.concat([Buffer.from([5, 0, 3, 9, 2, number]), Buffer.from(text)]),
  });
  assert.equal((await headed(2, 'world')).command_status, 0);
  assert.equal((await headed(2, 'world')).command_status, 0);
  assert.equal((await headed(1, 'hello ')).command_status, 0);
  await heard('hello world');
  const sar = (number, text) => deliver({
    sar_msg_ref_num: 7, sar_total_segments: 2, sar_segment_seqnum: number, data_coding: 8, short_message: wide(text),
  });
  await sar(2, '几点开门？');
  await sar(1, '你们');
  await heard('你们几点开门？');
  await deliver({short_message: '', message_payload: Buffer.from('x'.repeat(300))});
  await heard('x'.repeat(300));
});

test('texts go out in what they need, and their receipts find them', async () => {
  const plain = await write('Harga: 5 € [siap]');
  await becomes(plain, 'delivered');
  const [short] = smsc.submits;
  assert.equal(short.destination_addr, mei);
  assert.equal(short.dest_addr_ton, 1);
  assert.equal(short.registered_delivery, 1);
  assert.equal(short.short_message.message, 'Harga: 5 € [siap]');
  const text = `${'我们明天见。'.repeat(20)}😀`;
  const long = await write(text);
  await eventually(() => smsc.submits.length > 2, 'both parts');
  await becomes(long, 'delivered');
  const parts = smsc.submits.slice(1);
  assert.equal(parts.length, 2);
  assert.ok(parts.every((each) => each.esm_class === 0x40 && each.data_coding === 8));
  assert.equal(parts.map((each) => each.short_message.message).join(''), text);
  assert.deepEqual(parts.map((each) => each.short_message.udh[0].at(-1)), [1, 2]);
});

test('what is throttled goes out later, once', async () => {
  smsc.throttles = 1;
  const before_it = smsc.submits.length;
  await becomes(await write('patience'), 'delivered');
  assert.equal(smsc.submits.length, before_it + 1);
});

test('a lost connection comes back', async () => {
  const binds = smsc.binds.length;
  smsc.session.socket.destroy();
  await eventually(() => smsc.binds.length > binds, 'it binds again');
  await becomes(await write('still here'), 'delivered');
});

test('it unbinds at its end', async () => {
  await end(gateway.child, 'SIGTERM');
  await eventually(() => smsc.unbound, 'it unbinds'); // what it said last may be read after its end
});
