/** A pull request that nobody should merge unread: it doubles the cache, opens a port, replaces the database and renames a component. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../plan/testGraph.ts";
import { type Repository, repository } from "../plan/testRepository.ts";

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const DEMO: readonly Edit[] = [
  { file: "Pulumi.prod.yaml", from: "    shards: 3\n    replicasPerShard: 1\n", to: "    shards: 6\n    replicasPerShard: 1\n" },
  {
    file: "stacks/environment.ts",
    from: '  redis.admit("pods", cluster.securityGroupId);\n',
    to: `  redis.admit("pods", cluster.securityGroupId);
  new aws.vpc.SecurityGroupIngressRule(
    "debugging",
    {
      securityGroupId: cluster.securityGroupId,
      description: "Only for today",
      ...{ ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" },
    },
    { provider },
  );
`,
  },
  {
    file: "infra/data/mongodb/mongodb.ts",
    from: "        name: stackResourceName(context),\n        ...clusterSpec(",
    to: "        name: `${stackResourceName(context)}-2`,\n        ...clusterSpec(",
  },
  { file: "stacks/environment.ts", from: 'new AiService(\n    "ai",', to: 'new AiService(\n    "analysis",' },
];

/** This project in a repository of its own: `main` as it stands here, the branch `demo` with the edits, checked out. */
export function demoRepository(edits: readonly Edit[] = DEMO): Repository {
  const made = repository();
  const files = execFileSync("git", ["-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((name) => name !== "" && existsSync(path.join(ROOT, name)))) {
    mkdirSync(path.dirname(path.join(made.folder, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(made.folder, file));
  }
  for (const name of ["node_modules", "dist"]) symlinkSync(path.join(ROOT, name), path.join(made.folder, name));
  made.commit({ ".git/info/exclude": "node_modules\ndist\n" }, "the project");
  made.git("switch", "--quiet", "--create", "demo");
  const edited: Record<string, string> = {};
  for (const { file, from, to } of edits) {
    const text = edited[file] ?? readFileSync(path.join(made.folder, file), "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}: the demo is out of date`);
    edited[file] = text.replace(from, () => to);
  }
  made.commit(edited, "what nobody should merge unread");
  return made;
}
