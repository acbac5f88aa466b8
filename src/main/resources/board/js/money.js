/**
 * Sums of money, one per currency, exact: amounts are decimal texts and are added as whole numbers of their smallest
 * place, never as floating point.
 */
export class Sums {

  #byCurrency = new Map();

  constructor(amounts = []) {
    amounts.forEach((money) => this.add(money));
  }

  /** Adds an amount, which may be negative; nothing if there is none. */
  add(money) {
    if (!money) return;
    const { units, places } = parsed(money.amount);
    const known = this.#byCurrency.get(money.currency) ?? { units: 0n, places };
    const common = Math.max(places, known.places);
    this.#byCurrency.set(money.currency,
        { units: scaled(units, places, common) + scaled(known.units, known.places, common), places: common });
  }

  /** The sums as money again, the largest first. */
  list() {
    return [...this.#byCurrency].map(([currency, { units, places }]) => ({ currency, amount: text(units, places) }))
      .sort((one, other) => Number(other.amount) - Number(one.amount));
  }

  /** One currency's sum, for drawing only. */
  of(currency) {
    const known = this.#byCurrency.get(currency);
    return known ? Number(text(known.units, known.places)) : 0;
  }
}

function parsed(amount) {
  const [whole, fraction = ''] = amount.split('.');
  return { units: BigInt(whole + fraction), places: fraction.length };
}

const scaled = (units, from, to) => units * 10n ** BigInt(to - from);

function text(units, places) {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const cut = digits.length - places;
  return (units < 0n ? '-' : '') + digits.slice(0, cut) + (places ? '.' + digits.slice(cut) : '');
}
