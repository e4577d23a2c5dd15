/** Looks for secrets in what was said and written, in every form in which they can stand there. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

/** Ways in which a text can stand in another without being itself. Base64 depends on where in three bytes it begins. */
function formsOf(value: string): Map<string, string> {
  const json = JSON.stringify(value).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  return new Map([
    ["in clear", value],
    ["as JSON", json],
    ["as JSON in JSON", JSON.stringify(json).slice(1, -1)],
    ["URL-encoded", encodeURIComponent(value)],
    ["as HTML", value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")],
    ...base64.map((text, index) => [`base64 at ${index}`, text] as const),
    ...base64.map((text, index) => [`base64url at ${index}`, text.replaceAll("+", "-").replaceAll("/", "_")] as const),
    // What is cut off after some characters has lost enough of it.
    ...(value.length > 40 ? [["cut off", value.slice(0, 24)] as const] : []),
  ]);
}

export interface Written {
  readonly from: string;
  readonly text: string;
}

/** Where which secret stands: `up dev: redis token as JSON`. */
export function leaks(written: readonly Written[], secrets: ReadonlyMap<string, string>): string[] {
  const forms = [...secrets].flatMap(([name, value]) => [...formsOf(value)].map(([form, text]) => ({ name, form, text })));
  return written.flatMap(({ from, text }) =>
    forms.filter((form) => text.includes(form.text)).map(({ name, form }) => `${from}: ${name} ${form}`),
  );
}

/** Everything under a folder; what is linked belongs to others. */
export function filesUnder(folder: string, except: readonly string[]): Written[] {
  return readdirSync(folder).flatMap((name): Written[] => {
    const file = path.join(folder, name);
    const about = lstatSync(file);
    if (about.isSymbolicLink() || except.includes(file)) return [];
    if (about.isDirectory()) return filesUnder(file, except);
    if (!about.isFile()) return [];
    const bytes = readFileSync(file);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return [{ from: file, text: (isPacked ? gunzipSync(bytes) : bytes).toString() }];
  });
}
