// Makes our server one of the peers of the copied harness in HARNESS; fails where the harness is not the one this was made for.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

function replace(file, text, by) {
  const path = join(process.env.HARNESS, file), content = readFileSync(path, "utf8");
  if (content.split(text).length !== 2) throw new Error(`${file} of the harness is not as src/peers expects it: ${text}`);
  writeFileSync(path, content.replace(text, () => by));
}

// requests bring the token of their user, if the peer's headers ask for one
replace("bin/lib.mjs", "const fill = (t, p) =>", `const tokens = existsSync(join(WORK, "tokens.json")) ? JSON.parse(readFileSync(join(WORK, "tokens.json"), "utf8")) : {};
const fill = (t, q) => filled(t, "token" in q ? q : { ...q, token: tokens[q.user ?? q.tenant] });
const filled = (t, p) =>`);
// so do sockets, of the first user; other peers do not look at it
replace("load/subs-receiver.mjs", `frame('{"type":"connection_init"}')`, `frame(process.env.SOCKET_INIT ?? '{"type":"connection_init"}')`);
// our server sorts texts by code point, and says so at its start; all peers use the same cluster
replace("bin/pg.sh", "--locale=C.UTF-8", "--locale=C.UTF-8 --locale-provider=builtin --builtin-locale=C.UTF-8");
// where the data are put back, ours are too
appendFileSync(join(process.env.HARNESS, "sql/reset.sql"), "\\ir ../peers/ours/reset.sql\n");
