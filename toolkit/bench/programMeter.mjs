// Loaded by NODE_OPTIONS into every Node process below the engine. One that runs a program tells, in a file, when it asked for its
// first resource and what it took at most: what a program's start costs can only be seen from inside it. Not part of what is measured.
import { writeFileSync } from "node:fs";
import http2 from "node:http2";
import { performance } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const REGISTER = "/pulumirpc.ResourceMonitor/RegisterResource";
// The SDK registers the stack itself before it loads the program; what comes next is the program's.
const FIRST = 2;

// Of all threads: what others do on the same machine hardly moves it.
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const file = process.env.MONITOR_BENCH_METER;
if (isMainThread && file && process.argv[1]?.replaceAll("\\", "/").includes("@pulumi/pulumi/cmd/run")) {
  const asked = [];
  const { connect } = http2;
  http2.connect = (...args) => {
    const session = connect(...args);
    const { request } = session;
    session.request = (headers, ...rest) => {
      if (headers?.[":path"] === REGISTER) asked.push({ seconds: performance.now() / 1000, cpuSeconds: cpuSeconds() });
      return request.call(session, headers, ...rest);
    };
    return session;
  };
  process.on("exit", () => {
    writeFileSync(
      `${file}.${process.pid}`,
      JSON.stringify({ first: asked[FIRST - 1] ?? null, resources: asked.length, maxRssKib: process.resourceUsage().maxRSS }),
    );
  });
}
