/** What a terminal can show. Nothing here writes. */
import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
export type Paint = (style: Style, text: string) => string;

/** Colours where they will be seen: on a terminal, unless NO_COLOR says otherwise. https://no-color.org */
export const painter = (stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint =>
  stream.isTTY === true && !env.NO_COLOR ? (style, text) => (text === "" ? "" : styleText(style, text)) : (_, text) => text;

export const plain: Paint = (_, text) => text;

/** `1 resource`, `2 resources`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
