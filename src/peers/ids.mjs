// The ids of the reference as Rapport's public ids, and back: the number stands in the last 48 bits of the UUID, its first
// group tells the kind of record (as `peers.id` in ours/load.sql makes them), and the text is Crockford's base 32 of it all.
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const KINDS = { mem: 1, pip: 2, stg: 3, cus: 4, opp: 5, act: 6, tic: 7, con: 8, tco: 9 };
const head = (prefix) => BigInt(`0x0000000${KINDS[prefix]}000070008000000000000000`);

/** The public id of a record: id("cus", 5). */
export function id(prefix, number) {
  let bits = head(prefix) | BigInt(number), text = "";
  for (let i = 0; i < 26; i++, bits >>= 5n) text = DIGITS[Number(bits & 31n)] + text;
  return `${prefix}_${text}`;
}

/** The number behind a public id of that kind; fails for any other text. */
export function number(prefix, text) {
  if (!text.startsWith(prefix + "_") || text.length !== prefix.length + 27) throw new Error(`${text} is no id of kind ${prefix}`);
  let bits = 0n;
  for (const c of text.slice(prefix.length + 1)) bits = bits << 5n | BigInt(DIGITS.indexOf(c));
  const found = bits ^ head(prefix);
  if (found >= 1n << 48n) throw new Error(`${text} is not of the reference data`);
  return Number(found);
}
