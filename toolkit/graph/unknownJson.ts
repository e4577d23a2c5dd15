/** JSON of which a plan has nothing but the symbol, as of a secret's content: what a program reads out of it is unknown. */
import { standIn } from "./standIns.ts";
import { type SymbolReference, symbol, symbolsIn } from "./symbols.ts";
import { unknownValue } from "./unknown.ts";

/** Lets programs parse symbols until the returned function is called. */
export function parseSymbols(onParsed: (on: SymbolReference) => void): () => void {
  const { parse } = JSON;
  return standIn(JSON, {
    parse: (text: unknown, ...rest: never[]): unknown => {
      const [on] = typeof text === "string" ? symbolsIn(text) : [];
      if (on === undefined || text !== symbol(on.urn, on.path)) return parse(text as string, ...rest);
      onParsed(on);
      return unknownValue((part) => symbol(on.urn, part), on.path);
    },
  });
}
