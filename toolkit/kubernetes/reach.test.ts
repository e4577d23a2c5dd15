import { describe, expect, it } from "vitest";
import { VALID } from "../../infra/config/testConfig.ts";
import type { Json } from "../graph/graph.ts";
import { planConfig } from "../plan/testGraph.ts";
import { reachText } from "../report/reachText.ts";
import { plain } from "../report/terminal.ts";
import { type KubernetesObject, objectsOf } from "./objects.ts";
import { closedPods, reachOf } from "./reach.ts";

const policy = (name: string, spec: Json): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "monitor" },
  spec,
});
const rows = (spec: Json) => reachOf([policy("p", spec)]).map(({ from, to, ports }) => `${from} → ${to} ${ports}`);

describe("who may reach whom", () => {
  it("is, for the API, the load balancer in, and what it uses out", async () => {
    const objects = objectsOf(
      await planConfig({
        ...VALID,
        mongodb: { topology: "replica-set", organization: "5f0a1b2c3d4e5f6a7b8c9d0e", tier: "M10", access: "private-link" },
      }),
    );
    expect(reachText(reachOf(objects), closedPods(objects), plain)).toMatchInlineSnapshot(`
      "from                      to                             ports           policy
      10.0.0.0/20               monitor: app=monitor-api       TCP 3000        monitor-api
      10.0.16.0/20              monitor: app=monitor-api       TCP 3000        monitor-api
      monitor: app=monitor-api  kube-system: k8s-app=kube-dns  UDP 53, TCP 53  monitor-api
      monitor: app=monitor-api  169.254.170.23/32              TCP 80          monitor-api
      monitor: app=monitor-api  10.0.192.0/21                  TCP 6379        monitor-api
      monitor: app=monitor-api  10.0.200.0/21                  TCP 6379        monitor-api
      monitor: app=monitor-api  10.0.192.0/21                  TCP 1024–65535  monitor-api
      monitor: app=monitor-api  10.0.200.0/21                  TCP 1024–65535  monitor-api
      monitor: app=monitor-api  0.0.0.0/0                      TCP 443         monitor-api

      Everything else is closed:
        every pod of monitor: ingress and egress (deny-all)
        monitor: app=monitor-api: ingress and egress (monitor-api)
      "
    `);
  });

  it("reaches the database over the internet where there is no private way to it", async () => {
    const objects = objectsOf(
      await planConfig({ ...VALID, mongodb: { topology: "flex", organization: "5f0a1b2c3d4e5f6a7b8c9d0e" } }),
    );
    expect(reachOf(objects)).toContainEqual({
      ...{ from: "monitor: app=monitor-api", to: "0.0.0.0/0", ports: "TCP 27017", policy: "monitor-api" },
    });
  });

  it("reaches the mail server where there is one, by its port", async () => {
    const toMail = async (smtp: object) => reachOf(objectsOf(await planConfig({ ...VALID, ...smtp }))).map(({ ports }) => ports);
    expect(await toMail({ smtp: { host: "smtp.example.com", port: 2525 } })).toContain("TCP 2525");
    expect(await toMail({})).not.toContain("TCP 587");
  });

  it.each<[what: string, spec: Json, expected: string[]]>([
    ["a policy without rules allows nothing", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }, []],
    ["an empty list of rules allows nothing", { podSelector: {}, ingress: [] }, []],
    ["an empty rule allows everything", { podSelector: {}, ingress: [{}] }, ["anywhere → every pod of monitor any"]],
    [
      "a rule without ports is for any",
      { podSelector: { matchLabels: { app: "a" } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: "b" } } }] }] },
      ["monitor: app=b → monitor: app=a any"],
    ],
    [
      "an empty namespace selector means every namespace",
      { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] }] },
      ["every pod of any namespace → every pod of monitor TCP 80"],
    ],
    [
      "selectors by expression are told as they are",
      {
        podSelector: { matchExpressions: [{ key: "tier", operator: "NotIn", values: ["a", "b"] }] },
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "x" } } }] }],
      },
      ["every pod of namespaces with team=x → monitor: tier NotIn (a, b) any"],
    ],
    [
      "a block may leave out a part",
      { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }] },
      ["every pod of monitor → 0.0.0.0/0 but 10.0.0.0/8 any"],
    ],
    [
      "a port may have a name, a protocol, a range, or no number",
      {
        podSelector: {},
        egress: [{ ports: [{ port: "http" }, { protocol: "UDP", port: 53 }, { port: 1, endPort: 9 }, { protocol: "SCTP" }] }],
      },
      ["every pod of monitor → anywhere TCP http, UDP 53, TCP 1–9, any SCTP"],
    ],
  ])("%s", (_, spec, expected) => {
    expect(rows(spec)).toEqual(expected);
  });

  it("counts a direction as closed only where a policy covers it", () => {
    expect(closedPods([policy("in", { podSelector: {} })])).toEqual(["every pod of monitor: ingress (in)"]);
    expect(closedPods([policy("out", { podSelector: {}, egress: [] })])).toEqual([
      "every pod of monitor: ingress and egress (out)",
    ]);
  });
});
