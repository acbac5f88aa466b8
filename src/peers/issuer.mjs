// Publishes the public key of the tokens that prepare.mjs made, for our server to verify them with: issuer.mjs PORT KEYFILE
import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const [port, file] = process.argv.slice(2), { kid, jwk: { kty, crv, x, y } } = JSON.parse(readFileSync(file, "utf8"));
const keys = JSON.stringify({ keys: [{ kty, crv, x, y, kid, use: "sig", alg: "ES256" }] });
createServer((request, response) => response.writeHead(200, { "content-type": "application/json" }).end(keys)).listen(+port, "127.0.0.1");
