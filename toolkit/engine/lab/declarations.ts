/**
 * Reads the interfaces of a Pulumi SDK's declaration files, which a generator wrote and which are therefore very regular. Types
 * come out as short texts, in the order a checker needs them:
 *
 *     string number boolean any asset      what they say
 *     'x'                                  this text and no other
 *     []T   {}T   T|U   (T|U)[]            list, map by name, either
 *     aws.ec2.VpcFilter                    the shape of that name
 */

/** Properties by name, with `!` behind those that are required. */
export type Shape = Readonly<Record<string, string>>;

const TOKEN = /"[^"]*"|'[^']*'|\$?[A-Za-z_][\w$.]*|=>|\.\.\.|-?\d+|[^\s]/g;

/** Types of the SDKs that are not shapes of their `types/input.d.ts`. A policy document is written by hand, as IAM has it. */
const FOREIGN: Readonly<Record<string, string>> = {
  "pulumi.asset.Asset": "asset",
  "pulumi.asset.Archive": "asset",
  "inputs.iam.PolicyDocument": "{}any",
  object: "{}any",
};
const PRIMITIVE: ReadonlySet<string> = new Set(["string", "number", "boolean", "any"]);

/** @param pkg puts its name before the names of shapes, so that packages can share a file */
export function readInterfaces(source: string, pkg: string): Map<string, Shape> {
  const tokens = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "").match(TOKEN) ?? [];
  const shapes = new Map<string, Shape>();
  let at = 0;
  const next = () => tokens[at++] ?? "";
  const peek = () => tokens[at] ?? "";
  const expect = (token: string) => {
    const found = next();
    if (found !== token)
      throw new SyntaxError(`expected ${token}, found ${found} in: ${tokens.slice(at - 12, at + 4).join(" ")}`);
  };

  function skipBraces(): void {
    for (let depth = 0; at < tokens.length; ) {
      const token = next();
      if (token === "{") depth++;
      else if (token === "}" && --depth === 0) return;
    }
  }

  function primary(): string {
    const token = next();
    if (token === "(") {
      const inner = type();
      expect(")");
      return inner.includes("|") ? `(${inner})` : inner;
    }
    if (token === "{") {
      for (const part of ["[", "key", ":", "string", "]", ":"]) expect(part);
      const value = type();
      if (peek() === ";") next();
      expect("}");
      return `{}${grouped(value)}`;
    }
    if (token === "pulumi.Input") {
      expect("<");
      const inner = type();
      expect(">");
      return inner;
    }
    if (/^["']/.test(token)) return `'${token.slice(1, -1)}'`;
    const foreign = FOREIGN[token];
    if (foreign !== undefined) return foreign;
    if (PRIMITIVE.has(token) || token === "undefined" || token === "null") return token;
    if (token.startsWith("inputs.")) return `${pkg}.${token.slice("inputs.".length)}`;
    return "string"; // an enumeration, which is open, or a resource, which stands for its id
  }

  function type(): string {
    const members: string[] = [];
    do {
      if (peek() === "|") next();
      let member = primary();
      while (peek() === "[") {
        next();
        expect("]");
        member = `[]${grouped(member)}`;
      }
      members.push(...(member.startsWith("(") || !member.includes("|") ? [member] : member.split("|")));
    } while (peek() === "|");
    return [...new Set(members)].filter((member) => member !== "undefined" && member !== "null").join("|");
  }

  function interfaceBody(): Shape {
    const properties: Record<string, string> = {};
    expect("{");
    while (peek() !== "}") {
      const name = next().replace(/^["']|["']$/g, "");
      const optional = peek() === "?" && next() === "?";
      expect(":");
      properties[optional ? name : `${name}!`] = type();
      expect(";");
    }
    next();
    return properties;
  }

  function block(path: readonly string[], end: string): void {
    while (at < tokens.length && peek() !== end) {
      const token = next();
      if (token === "namespace") {
        const name = next();
        expect("{");
        block([...path, name], "}");
        expect("}");
      } else if (token === "interface") {
        const name = next();
        while (peek() !== "{") next();
        shapes.set([...path, name].join("."), interfaceBody());
      } else if (token === "class" || token === "const" || token === "function" || token === "import" || token === "type") {
        while (peek() !== "{" && peek() !== ";" && at < tokens.length) next();
        if (peek() === "{" && token !== "import") skipBraces();
      }
    }
  }

  block([pkg], "");
  return shapes;
}

const grouped = (type: string) => (type.includes("|") ? `(${type})` : type);
