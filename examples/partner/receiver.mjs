// Takes webhooks and checks their signatures: WEBHOOK_SECRET=whsec_… PORT=9000 npm run receive
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set(); // of a program that runs for long: a table with the ids of the last days
const LARGEST = 64 * 1024;

createServer((request, response) => {
  const parts = [];
  let size = 0;
  request.on('data', (part) => { size += part.length; if (size <= LARGEST) parts.push(part); else request.destroy(); });
  request.on('end', () => {
    try {
      // the bytes as they came: a body that was parsed and printed again has another signature
      const message = webhook.verify(Buffer.concat(parts), request.headers);
      const id = request.headers['webhook-id'];
      if (!seen.has(id)) { seen.add(id); console.log(`verified ${message.type} ${message.data?.name ?? ''}`); }
      response.writeHead(204).end();
    } catch (problem) {
      console.log(`refused ${problem.message}`);
      response.writeHead(400).end();
    }
  });
}).listen(Number(process.env.PORT ?? 9000), '127.0.0.1', function () { console.log(`listening ${this.address().port}`); });
