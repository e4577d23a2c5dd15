/**
 * Keeps secrets out of what engine commands print and write. The engine itself masks the configuration's secrets alone, letter by
 * letter; a cloud that refuses something may repeat any other, and spell it as JSON or in a URL. Values are kept in memory only.
 */
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { SECRET } from "../graph/graph.ts";
import { UNKNOWN_VALUE } from "../graph/wire.ts";

/** A shorter value is too likely to be an ordinary word (`public`): text would turn to masks, and comparisons go wrong. */
export const SHORTEST = 8;
/** What is shorter, in base64, is too likely to be found in other base64 by chance. */
const SHORTEST_BASE64 = 9;
/** Longer values are masked piece by piece: a regular expression for all of it would be slow to make. */
const LONGEST_PIECE = 1_000;

/** Something to look for. */
interface Needle {
  readonly text: string;
  /** The longest part of it that is spelled alike everywhere: where that does not stand, nothing need be searched. */
  readonly probe: string;
  /** Made when the probe is found for the first time. */
  pattern?: RegExp;
}

/** What is secret, and text without it. */
export class Secrecy {
  readonly #known = new Set<string>();
  /** The longest first: a URL goes as a whole, not only the password in it. */
  readonly #needles: Needle[] = [];

  /** Takes note of a secret: a text, or every text in a structure. Numbers and short texts are part of too much else. */
  learn(value: unknown): void {
    if (typeof value === "string") this.#learnText(value);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) this.learn(item);
  }

  #learnText(value: string): void {
    // The mask must not be masked again; and a preview has this for what nobody knows yet.
    if (value.length < SHORTEST || this.#known.has(value) || SECRET.includes(value) || value === UNKNOWN_VALUE) return;
    this.#known.add(value);
    const texts = [...piecesOf(value), ...base64sOf(value)];
    this.#needles.push(...texts.map((text) => ({ text, probe: probeOf(text) })));
    this.#needles.sort((a, b) => b.text.length - a.text.length);
  }

  /** The text with `[secret]` for each secret in it, in whatever usual spelling: as it is, in JSON, URLs, HTML or base64. */
  mask(text: string): string {
    let masked = text;
    for (const needle of this.#needles) {
      if (!masked.includes(needle.probe)) continue;
      needle.pattern ??= new RegExp([...needle.text].map(spellings).join(""), "g");
      masked = masked.replace(needle.pattern, SECRET);
    }
    return masked;
  }

  /** Plain data with every text in it masked; keys stay, and what is no plain data. */
  masked<T>(value: T): T {
    if (typeof value === "string") return this.mask(value) as T;
    if (Array.isArray(value)) return value.map((item) => this.masked<unknown>(item)) as T;
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.masked<unknown>(item)])) as T;
  }

  /** Events with masked values and messages. Names and URNs stay: by them, resources are known. */
  events(events: readonly EngineEvent[]): readonly EngineEvent[] {
    return events.map((event) => {
      const { diagnosticEvent, resourcePreEvent, resOutputsEvent } = event;
      // Nearly always there is nothing to mask, and one text is searched faster than thousands.
      if (!this.#isIn(JSON.stringify({ diagnosticEvent, resourcePreEvent, resOutputsEvent }))) return event;
      const step = <T extends { readonly metadata: StepEventMetadata }>(part: T): T => ({
        ...part,
        metadata: { ...part.metadata, old: this.#state(part.metadata.old), new: this.#state(part.metadata.new) },
      });
      return {
        ...event,
        ...(diagnosticEvent && { diagnosticEvent: { ...diagnosticEvent, message: this.mask(diagnosticEvent.message) } }),
        ...(resourcePreEvent && { resourcePreEvent: step(resourcePreEvent) }),
        ...(resOutputsEvent && { resOutputsEvent: step(resOutputsEvent) }),
      };
    });
  }

  #isIn(text: string): boolean {
    return this.#needles.some(({ probe }) => text.includes(probe));
  }

  #state<T extends StepEventMetadata["old"]>(state: T): T {
    return state && { ...state, inputs: this.masked(state.inputs), outputs: this.masked(state.outputs) };
  }

  /** The same error, saying no secret: not in its message, and in nothing that it carries. */
  cleared<T>(error: T): T {
    if (!(error instanceof Error)) return error;
    const { message, stack } = error;
    const carried = Object.entries(error).map(([key, value]) => [key, this.masked<unknown>(value)]);
    Object.assign(error, Object.fromEntries(carried), { message: this.mask(message) });
    if (stack !== undefined) error.stack = this.mask(stack);
    return error;
  }
}

/** The value, or equal parts of it, none of them short. */
function piecesOf(value: string): string[] {
  const size = Math.ceil(value.length / Math.ceil(value.length / LONGEST_PIECE));
  return Array.from({ length: Math.ceil(value.length / size) }, (_, index) => value.slice(index * size, (index + 1) * size));
}

/** What of a value stands in base64, wherever in three bytes it begins, with both alphabets. Its ends depend on what is beside it. */
function base64sOf(value: string): string[] {
  const bytes = Buffer.from(value);
  if (bytes.length < SHORTEST_BASE64) return [];
  const texts = [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const text = shifted.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6));
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...new Set(texts)].flatMap(piecesOf);
}

const probeOf = (text: string): string =>
  text.split(/[^A-Za-z0-9]+/).reduce((longest, run) => (run.length > longest.length ? run : longest), "");

/** Names that HTML has for characters; any has a number too. */
const IN_HTML: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };
const IN_JSON: Readonly<Record<string, string>> = { "\n": "n", "\r": "r", "\t": "t" };

/**
 * A regular expression for one character, however it is escaped. JSON within JSON doubles its backslashes each time, Go's and PHP's
 * JSON write `\u0026` for more than they must, a URL within a URL has `%25` for each `%`; our own messages indent further lines.
 */
function spellings(char: string): string {
  if (/[A-Za-z0-9]/.test(char)) return char;
  if (char === "\\") return "(?:\\\\{1,8}|%(?:25)*5[cC])";
  const plain = char.replace(/[$()*+.?[\]^{|}/-]/, "\\$&");
  const [code, units] = [char.codePointAt(0) ?? 0, Array.from({ length: char.length }, (_, index) => char.charCodeAt(index))];
  const short = IN_JSON[char];
  const name = IN_HTML[char];
  const ways = [
    `\\\\{0,7}${plain}`,
    units.map((unit) => `\\\\{1,7}u${anyCase(unit, 4)}`).join(""),
    [...Buffer.from(char)].map((byte) => `%(?:25)*${anyCase(byte, 2)}`).join(""),
    `&(?:${name === undefined ? "" : `${name}|`}#0*${code}|#[xX]0*${anyCase(code, 1)});`,
    ...(short === undefined ? [] : [`\\\\{1,7}${short}`]),
    ...(char === "\n" ? ["\\r?\\n[ \\t]*"] : []),
    ...(char === " " ? ["\\+"] : []),
  ];
  return `(?:${ways.reverse().join("|")})`;
}

/** A number's hexadecimal digits, in capitals or not. */
const anyCase = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, "0")
    .replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/** How variables are called that hold credentials; a public key, or a key in a cache, is none. */
const SECRET_NAME = /(?:PASSPHRASE|PASSWORD|TOKEN|SECRET|CREDENTIALS|(?:API|ACCESS|PRIVATE|SECRET)_?KEY)$/;

/** Values of an environment's credentials, and passwords in its addresses. */
export function credentialsIn(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value = ""]) => {
    const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i.exec(value) ?? [];
    return [...(SECRET_NAME.test(name) ? [value] : []), ...(password === undefined ? [] : [password])];
  });
}

/**
 * Of all that this process does: what is secret in one place is so everywhere, and whoever has only a text to write can mask it.
 * Nothing is forgotten, for that could only let something out.
 */
export const secrecy = new Secrecy();
secrecy.learn(credentialsIn(process.env));
