/** What came of swapping sets of keys: the trials made so far, and what can be swapped at all. */
import { type Band, type Micros, NO_COST } from "../money.ts";
import { bit, type Mask } from "./masks.ts";

/** Amounts by line; a line that is not there costs nothing. */
export type Amounts = ReadonlyMap<string, Band<Micros>>;

/** What can be tried. */
export interface Lab {
  readonly keys: number;
  /** Whether a configuration that has these keys swapped is valid. */
  canBe(swapped: Mask): boolean;
  amounts(swapped: Mask): Promise<Amounts>;
  /** The other keys, those first that this one may be entangled with. */
  near(key: number): readonly number[];
  /** Keys that need no new plan when they are swapped. */
  readonly quick: Mask;
}

export class Trials {
  readonly lab: Lab;
  readonly everything: Mask;
  readonly #made = new Map<Mask, Amounts>();
  readonly #valid = new Map<Mask, boolean>();

  constructor(lab: Lab, none: Amounts, all: Amounts) {
    this.lab = lab;
    this.everything = bit(lab.keys) - 1n;
    this.#made.set(0n, none);
    this.#made.set(this.everything, all);
  }

  /** Trials made, in their order. */
  get masks(): Mask[] {
    return [...this.#made.keys()];
  }

  get count(): number {
    return this.#made.size;
  }

  async make(mask: Mask): Promise<void> {
    if (!this.#made.has(mask)) this.#made.set(mask, await this.lab.amounts(mask));
  }

  canBe(mask: Mask): boolean {
    if (mask === 0n || mask === this.everything) return true;
    const known = this.#valid.get(mask) ?? this.lab.canBe(mask);
    this.#valid.set(mask, known);
    return known;
  }

  /** Undefined where no such trial was made. */
  amountOf(line: string, mask: Mask): Band<Micros> | undefined {
    const amounts = this.#made.get(mask);
    return amounts && (amounts.get(line) ?? NO_COST);
  }

  /** Of a line that depends on `keys` alone: its amount where these of them are swapped, from any trial like that. */
  whereSwapped(line: string, keys: Mask, swapped: Mask): Band<Micros> | undefined {
    for (const [mask, amounts] of this.#made) if ((mask & keys) === swapped) return amounts.get(line) ?? NO_COST;
    return undefined;
  }

  /** Every line of any trial. */
  lines(): string[] {
    return [...new Set([...this.#made.values()].flatMap((amounts) => [...amounts.keys()]))];
  }
}
