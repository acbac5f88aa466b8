// Parameters and tokens for all peers: prepare.mjs (PEERS_WORK and HARNESS in the environment; the data must be loaded).
// params.json gets, beside what the harness drew, what our server needs to be asked the same: public ids and inputs.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { join } from "node:path";
import { id } from "./ids.mjs";

const { WORK, params, db, rng } = await import(join(process.env.HARNESS, "bin/lib.mjs"));
export const ISSUER = "http://127.0.0.1/peers";

const c = await db(), P = await params();
if (!P.ours) {
  for (const p of P.Q1) p.customerId = id("cus", p.id);
  for (const p of P.Q4) p.pipelineId = id("pip", p.pipeline);
  for (const p of P.Q5) p.assigneeId = id("mem", p.assignee);
  // the reference ends before a day, our forecast with a month
  for (const p of P.Q6) p.lastDay = new Date(Date.parse(p.to) - 864e5).toISOString().slice(0, 10);
  for (const p of P.M1) Object.assign(p, activity(p));
  P.M2 = await moves(P.M2);
  P.ours = true;
  writeFileSync(join(WORK, "params.json"), JSON.stringify(P));
}
await tokens();
await c.end();

/** M1: a kind of activity is a type of its own, with its own mutation. */
function activity(p) {
  const [name, type] = { CALL: ["createCall", "CreateCallInput"], EMAIL: ["createEmail", "CreateEmailInput"],
    MEETING: ["createMeeting", "CreateMeetingInput"], TASK: ["createTask", "CreateTaskInput"], NOTE: ["addNote", "AddNoteInput"] }[p.kind];
  const input = { body: p.body, ownerId: id("mem", p.owner), relatedTo: [id("opp", p.opportunity)] };
  if (p.kind === "NOTE") input.body = `${p.subject}\n${p.body}`; else input.subject = p.subject;
  if (p.kind !== "TASK") input.occurredAt = p.occurred;
  return { input, document: `mutation M1($input: ${type}!) { ${name}(input: $input) { activity { id type subject status occurredAt customers { id name } } errors { code message } } }` };
}

/**
 * M2: moves that the rules of a pipeline allow, the same ones for every peer. The harness draws stages at random; some of its
 * moves lead nowhere, or from won to lost. Here each open opportunity is moved twice while it is open, won, opened again,
 * lost and opened again into the stage where it began: the harness's shares of stages, and the list can be gone through
 * again and again.
 */
async function moves(drawn) {
  const r = rng(43), rows = (await c.query("SELECT id, stage_id FROM crm.opportunities WHERE id = ANY($1)", [drawn.map((p) => p.opportunity)])).rows;
  const at = new Map(rows.map((row) => [row.id, (row.stage_id - 1) % 6])), open = drawn.filter((p) => at.get(p.opportunity) < 4);
  const ways = open.map((p) => { // stages are numbered from 0 in their pipeline: 0 to 3 are open, 4 is won, 5 lost
    const start = at.get(p.opportunity), first = (start + 1 + Math.floor(r() * 3)) % 4, second = (first + 1 + Math.floor(r() * 3)) % 4;
    return [first, second, 4, Math.floor(r() * 4), 5, start].map((place) => p.stage - (p.stage - 1) % 6 + place);
  });
  return [0, 1, 2, 3, 4, 5].flatMap((step) => open.map((p, i) => ({ ...p, stage: ways[i][step], ...move(p.opportunity, ways[i][step], step) })));
}
function move(opportunity, stage, step) {
  const name = step === 3 || step === 5 ? "reopen" : "move";
  const input = { id: id("opp", opportunity), version: null, stageId: id("stg", stage) };
  if (step > 2) input.reason = "price";
  return { input, document: `mutation M2($input: ${name === "move" ? "Move" : "Reopen"}OpportunityInput!) { ${name}Opportunity(input: $input) { opportunity { id version category probability stage { id name } } errors { code message } } }` };
}

/** A signed access token for each user, by the key that issuer.mjs publishes. */
async function tokens() {
  const file = join(WORK, "issuer-key.json");
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ kid: randomUUID(), jwk: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }) }));
  const { kid, jwk } = JSON.parse(readFileSync(file, "utf8")), key = createPrivateKey({ key: jwk, format: "jwk" });
  const part = (o) => Buffer.from(JSON.stringify(o)).toString("base64url"), now = Math.floor(Date.now() / 1000), out = {};
  for (const user of (await c.query("SELECT id, tenant_id, name FROM crm.users")).rows) {
    const text = part({ alg: "ES256", typ: "at+jwt", kid }) + "." + part({ iss: ISSUER, aud: "rapport", sub: `user${user.id}`, tenant: `t${user.tenant_id}`, name: user.name, iat: now, exp: now + 86400, jti: randomUUID() });
    out[user.id] = text + "." + sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
  }
  writeFileSync(join(WORK, "tokens.json"), JSON.stringify(out));
}
