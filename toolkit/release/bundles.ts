/** The programs of a release, bundled in memory. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build } from "esbuild";
import { type BuiltFile, type BuiltParts, nameHash } from "./manifest.ts";

/** Folder with the sources, and the project that is built. */
type Root = string;

export async function bundleAll(root: Root): Promise<BuiltParts> {
  const [api, ai, dashboard, sdk] = await Promise.all([bundleApi(root), bundleAi(root), bundleDashboard(root), bundleSdk(root)]);
  return { api, ai, dashboard, sdk };
}

/** Dependencies that are CommonJS ask for Node's modules by `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);`;

const FOR_NODE: BuildOptions = { platform: "node", format: "esm", target: "node20", keepNames: true, banner: { js: REQUIRE } };

const bundleApi = async (root: Root): Promise<BuiltFile[]> => [
  { path: "server.mjs", contents: await bundle(root, "services/api/server.ts", FOR_NODE) },
];

const bundleAi = async (root: Root): Promise<BuiltFile[]> => [
  { path: "index.mjs", contents: await bundle(root, "services/ai/handler.ts", FOR_NODE) },
];

const DASHBOARD = "services/dashboard";

/** The page names its assets by their sources, and gets their hashed names. */
async function bundleDashboard(root: Root): Promise<BuiltFile[]> {
  const [script, style] = await Promise.all([
    bundle(root, `${DASHBOARD}/main.ts`, { format: "esm", target: "es2022", minify: true }),
    bundle(root, `${DASHBOARD}/style.css`, { target: "es2022", minify: true }),
  ]);
  const assets = [
    { source: "/main.ts", path: `assets/main-${nameHash(script)}.js`, contents: script },
    { source: "/style.css", path: `assets/style-${nameHash(style)}.css`, contents: style },
  ];
  let page = await readFile(path.join(root, DASHBOARD, "index.html"), "utf8");
  for (const asset of assets) {
    if (!page.includes(`"${asset.source}"`)) throw new Error(`${DASHBOARD}/index.html does not name "${asset.source}"`);
    // From the root: the page is served at every path of the application.
    page = page.replaceAll(`"${asset.source}"`, `"/${asset.path}"`);
  }
  return [{ path: "index.html", contents: Buffer.from(page) }, ...assets.map(({ path, contents }) => ({ path, contents }))];
}

/** At a name that is always the newest, and at one that never changes. */
async function bundleSdk(root: Root): Promise<BuiltFile[]> {
  const contents = await bundle(root, "sdk/src/index.ts", {
    format: "iife",
    globalName: "monitor",
    target: "es2020",
    minify: true,
  });
  return [
    { path: "monitor.js", contents },
    { path: `v/${nameHash(contents)}/monitor.js`, contents },
  ];
}

/** One source with all it imports. The folder it is built in leaves no trace: paths inside are relative to the root. */
async function bundle(root: Root, source: string, options: BuildOptions): Promise<Uint8Array> {
  const result = await build({
    ...{ absWorkingDir: root, entryPoints: [source], outfile: "out", write: false, bundle: true },
    ...{ charset: "utf8", legalComments: "none", logLevel: "silent" },
    ...options,
  });
  const [output] = result.outputFiles ?? [];
  if (!output) throw new Error(`${source}: nothing was built`);
  return output.contents;
}
