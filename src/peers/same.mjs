// Does our server answer what the reference says? Each read is brought into the reference's form, ids into its numbers, and
// then compared leaf by leaf, as the harness's verify.mjs does; each write is looked up in the tables. (PEERS_WORK, HARNESS)
import { join } from "node:path";
import { number } from "./ids.mjs";

const { READ_OPS, params, peerConfig, requests, post, db } = await import(join(process.env.HARNESS, "bin/lib.mjs"));
const { bag, sqlOf } = await import(join(process.env.HARNESS, "bin/verify.mjs"));
const STATUS = { LEAD: "PROSPECT", ACTIVE: "CURRENT", INACTIVE: "FORMER", CHURNED: "FORMER" };

const point = (customer, kind) => customer.contactPoints.find((p) => p.kind === kind)?.value;
const named = (prefix, { id, name }) => ({ id: number(prefix, id), name });
const only = (list) => { if (list.length !== 1) throw new Error("not one: " + JSON.stringify(list)); return list[0]; };
const customer = ({ id, contactPoints, addresses, annualRevenue, ...rest }, ...kinds) => ({ id: number("cus", id), ...rest,
  points: kinds.map((kind) => point({ contactPoints }, kind)), city: only(addresses).city, annualRevenue: annualRevenue.amount });

/** Our answers in the form of the reference. */
const FORM = {
  Q1: (d) => customer(d.customer, "EMAIL", "PHONE", "WEBSITE"),
  Q2: (d) => ({ hasNextPage: d.customers.pageInfo.hasNextPage, nodes: d.customers.nodes.map((n) => customer(n, "EMAIL")) }),
  Q3: (d) => d.customers.nodes.map((n) => ({ ...named("cus", n), owner: named("mem", n.owner),
    opportunities: n.opportunities.nodes.map((o) => ({ ...o, id: number("opp", o.id), amount: o.amount.amount, stage: { ...o.stage, id: number("stg", o.stage.id) } })),
    activities: n.activities.nodes.map((a) => ({ ...a, id: number("act", a.id) })) })),
  Q4: ({ pipelineBoard: { pipeline, columns } }) => ({ ...named("pip", pipeline), stages: columns.map((s) => ({ id: number("stg", s.stage.id), name: s.stage.name,
    place: s.stage.place, count: s.count, sum: only(s.amounts).amount,
    opportunities: s.opportunities.nodes.map((o) => ({ id: number("opp", o.id), name: o.name, amount: o.amount.amount, customer: named("cus", o.customer), owner: named("mem", o.owner) })) })) }),
  Q5: (d) => ({ hasNextPage: d.tickets.pageInfo.hasNextPage, nodes: d.tickets.nodes.map((t) => ({ ...t, id: number("tic", t.id), customer: named("cus", t.customer),
    comments: t.comments.nodes.map((m) => ({ ...m, id: number("tco", m.id) })) })) }),
  Q6: (d) => d.forecast.map((f) => ({ month: f.month, owner: number("mem", f.owner.id), amount: f.amount.amount, weighted: f.weightedAmount.amount }))
};
/** The reference in our words: statuses are named otherwise, numbers and addresses of the web are written in full. */
const WORDS = {
  Q1: (r) => ({ ...r, status: STATUS[r.status], phone: r.phone.replaceAll("-", ""), website: "https://" + r.website }),
  Q2: (r) => ({ ...r, nodes: r.nodes.map((n) => ({ ...n, status: STATUS[n.status] })) })
};
/** Money is rounded to its minor unit for each opportunity, not for the sum. */
const statement = (op) => { const s = sqlOf(op); return op !== "Q6" ? s : { ...s, text: s.text.replace("round(sum(amount * probability) / 100, 4)", "sum(round(amount * probability / 100, 2))") }; };

const P = await params(), c = await db(), cfg = peerConfig("ours");
let bad = 0;
for (const op of READ_OPS) {
  const list = P[op].slice(0, 60), asked = await requests(cfg, op, list), { text, names } = statement(op);
  let wrong = 0, bytes = 0, leaves = 0, first = "";
  for (let i = 0; i < list.length; i++) {
    const answer = await post(cfg, asked[i].body, asked[i].headers), reference = Object.values((await c.query(text, names.map((n) => list[i][n]))).rows[0])[0];
    bytes += answer.text.length;
    const difference = compare(op, answer.text, reference);
    leaves += bag(reference).length;
    if (difference) { wrong++; first ||= difference; }
  }
  bad += wrong;
  console.log(`ours ${op}: ${wrong ? `${wrong} of ${list.length} WRONG ${first}` : `${list.length} answers same, ${leaves} leaves`}, ${Math.round(bytes / list.length)} bytes`);
}
function compare(op, text, reference) {
  const answer = JSON.parse(text);
  if (answer.errors) return JSON.stringify(answer.errors).slice(0, 400);
  const ours = bag(FORM[op](answer.data)).sort(), theirs = bag((WORDS[op] ?? ((r) => r))(reference)).sort();
  if (ours.length === theirs.length && ours.every((leaf, i) => leaf === theirs[i])) return "";
  const more = new Map();
  for (const leaf of ours) more.set(leaf, (more.get(leaf) ?? 0) + 1);
  for (const leaf of theirs) more.set(leaf, (more.get(leaf) ?? 0) - 1);
  return `leaves ${ours.length} vs ${theirs.length}: ` + JSON.stringify([...more].filter((e) => e[1]).slice(0, 12));
}

// Writes: one of each kind of activity, and every step that an opportunity goes through; each must leave its rows and events.
const count = async () => (await c.query(`SELECT (SELECT count(*) FROM activity)::int a, (SELECT count(*) FROM opportunity_stage_history)::int h,
  (SELECT count(*) FROM event_log WHERE NOT derived)::int e, (SELECT count(*) FROM event_log WHERE derived)::int touched`)).rows[0];
const steps = P.M2.filter((p) => p.opportunity === P.M2[0].opportunity), kinds = [...new Map(P.M1.map((p) => [p.kind, p])).values()];
for (const [op, list] of [["M1", kinds], ["M2", steps]]) {
  const before = await count(), asked = await requests(cfg, op, list), answers = [];
  for (const one of asked) answers.push(JSON.parse((await post(cfg, one.body, one.headers)).text));
  const after = await count(), n = list.length, refused = answers.filter((a) => a.errors || Object.values(a.data)[0].errors.length);
  const now = (await c.query("SELECT stage_id, version FROM opportunity WHERE id = peers.id(5, $1)", [list[0].opportunity])).rows[0];
  const ok = refused.length === 0 && after.e === before.e + n && (op === "M1" ? after.a === before.a + n : after.h === before.h + n && answers.at(-1).data.reopenOpportunity.opportunity.version === now.version);
  if (!ok) bad++;
  console.log(`ours ${op}: ${ok ? `${n} rows and events written, ${after.touched - before.touched} computed` : `WRONG ${JSON.stringify({ before, after, refused })}`}; ${JSON.stringify(answers[0]).slice(0, 200)}`);
}
const differ = (await c.query(`SELECT (SELECT count(*) FROM (SELECT * FROM opportunity_total WHERE count <> 0 EXCEPT SELECT * FROM opportunity_total_recount()) x)::int
  + (SELECT count(*) FROM (SELECT * FROM opportunity_forecast_total WHERE count <> 0 EXCEPT SELECT * FROM opportunity_forecast_recount()) x)::int AS n`)).rows[0].n;
if (differ) bad++;
console.log(`ours totals: ${differ ? differ + " DIFFER from" : "equal to"} a recount`);
await c.end();
process.exit(bad ? 1 : 0);
