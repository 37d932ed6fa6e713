// What one would write first: answers every webhook and tells each open socket of it. Nothing is
// checked, stored or kept from anybody.

const http = require('http');
const { WebSocketServer } = require('ws');

const sockets = new Set();
let made = 0;

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    response.end('{}');
    const { message, source } = JSON.parse(body).events[0];
    const frame = JSON.stringify({
      type: 'message.created', id: `EV${++made}`, at: new Date().toISOString(),
      data: {
        id: `IM${message.id}`, at: new Date().toISOString(), direction: 'inbound',
        channel: 'line-my', provider_id: message.id, conversation: `CH${source.userId}`,
        customer: `CU${source.userId}`, author: { kind: 'customer', id: `CU${source.userId}` },
        address: source.userId, status: 'received', error: null, reply_to: null, edited: false,
        deleted: false, content: { text: message.text },
      },
    });
    for (const socket of sockets) {
      socket.send(frame);
    }
  });
});

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => {});
});

server.listen(0, '127.0.0.1', () => {
  console.log(`broadcast: ready on http://127.0.0.1:${server.address().port}`);
});
