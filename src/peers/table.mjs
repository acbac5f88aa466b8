// One table out of the results of a run: CPU per request of each peer, and ours as a ratio of theirs. table.mjs FILE…
import { existsSync, readFileSync } from "node:fs";

const rows = process.argv.slice(2).filter(existsSync).flatMap((f) => JSON.parse(readFileSync(f, "utf8")));
const http = rows.filter((r) => r.op), subs = rows.filter((r) => r.n && !r.error);
const uniq = (a) => [...new Set(a)], show = (x, digits = 2) => (Number.isFinite(x) ? x.toFixed(digits) : "–");
const median = (a) => { const s = a.filter(Number.isFinite).sort((x, y) => x - y); return s.length ? (s[(s.length - 1) >> 1] + s[s.length >> 1]) / 2 : NaN; };
// the quieter runs count, as in the harness's report: those within a quarter of a core of the least disturbed one
const quiet = (a, noise) => { const least = Math.min(...a.map(noise)); return a.filter((r) => noise(r) <= least + 0.25); };
const line = (...cells) => console.log(`| ${cells.join(" | ")} |`);

if (http.length) {
  const peers = uniq(http.map((r) => r.peer)), others = peers.filter((p) => p !== "ours");
  console.log("CPU ms per request: server + PostgreSQL; ours : other, server alone / with PostgreSQL\n");
  line("", ...peers, ...others.map((p) => "ours : " + p), "noise, cores");
  line("---", ...peers.map(() => "---"), ...others.map(() => "---"), "---");
  for (const op of uniq(http.map((r) => r.op))) {
    const of = Object.fromEntries(peers.map((peer) => {
      const runs = quiet(http.filter((r) => r.op === op && r.peer === peer), (r) => r.other), m = (k) => median(runs.map((r) => r[k]));
      return [peer, { srv: m("srvMs"), pg: m("pgMs"), noise: m("other"), bad: runs.some((r) => r.bad) }];
    }));
    const ratio = (p) => of.ours && Number.isFinite(of[p].srv) ? `${show(of.ours.srv / of[p].srv)} / ${show((of.ours.srv + of.ours.pg) / (of[p].srv + of[p].pg))}` : "–";
    line(op, ...peers.map((p) => Number.isFinite(of[p].srv) ? `${show(of[p].srv, 3)} + ${show(of[p].pg, 3)}${of[p].bad ? " (errors)" : ""}` : "–"), ...others.map(ratio),
      show(Math.max(...peers.map((p) => of[p].noise).filter(Number.isFinite))));
  }
}
if (subs.length) {
  console.log("\nsubscriptions to one pipeline\n");
  line("S1", "peer", "deliveries/s", "server CPU ms per 1,000", "paced p50, p99 ms", "KB per subscriber", "lost / twice / out of order", "ours : this one, CPU, p99, KB");
  line(...Array(8).fill("---"));
  for (const n of uniq(subs.map((r) => r.n))) {
    const of = Object.fromEntries(uniq(subs.filter((r) => r.n === n).map((r) => r.peer)).map((peer) => {
      const runs = quiet(subs.filter((r) => r.n === n && r.peer === peer), (r) => r.burst.other), m = (g) => median(runs.map(g));
      const sum = (k) => runs.reduce((t, r) => t + (r.paced[k] ?? 0) + (r.burst[k] ?? 0), 0);
      return [peer, { rate: m((r) => r.burst.perSecond), cpu: m((r) => r.burst.srvMs1000), p50: m((r) => r.paced.p50), p99: m((r) => r.paced.p99), kb: m((r) => r.rssPerSub) / 1024, wrong: ["missing", "dup", "gap"].map(sum).join(" / ") }];
    }));
    for (const [peer, x] of Object.entries(of)) {
      line(n, peer, show(x.rate, 0), show(x.cpu, 1), `${show(x.p50, 1)}, ${show(x.p99, 1)}`, show(x.kb, 0), x.wrong,
        peer === "ours" || !of.ours ? "" : [of.ours.cpu / x.cpu, of.ours.p99 / x.p99, of.ours.kb / x.kb].map((r) => show(r)).join(", "));
    }
  }
}
for (const r of rows.filter((x) => x.error)) console.log(`\nfailed: S1 with ${r.n} subscribers, ${r.peer}: ${r.error}`);
