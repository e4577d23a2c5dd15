/** Kubernetes objects as people write them, one rule and one case at a time. */
import { describe, expect, it } from "vitest";
import type { Json } from "../../graph/graph.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { APP, DEPLOYMENT, deployment, metadata, SAMPLE } from "./testKubernetes.ts";
import { both, type Change, outcomes, ruleIn, set, thing, unknown, withMore, without } from "./testTable.ts";

const SPEC = "spec.template.spec";
const inPod = (path: string, value: Json) => set("api", `${SPEC}.${path}`, value);
const inContainer = (path: string, value: Json) => inPod(`containers[0].${path}`, value);
const bare = (value: object) => value as unknown as Json;

function said(id: string, change: Change): readonly string[] {
  return outcomes(ruleIn(KUBERNETES, id), change(SAMPLE)).flatMap((one) =>
    one.kind === "kept" ? [] : [`${one.kind}: ${one.message}`],
  );
}

describe("what keeps pods apart", () => {
  const CONTEXT = "securityContext";
  it.each<[string, Change, readonly string[]]>([
    [
      "a setting that is a pod's own",
      inPod(`${CONTEXT}.sysctls`, [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]),
      [],
    ],
    ["a label that says the level alone", inPod(`${CONTEXT}.seLinuxOptions`, { level: "s0:c1" }), []],
    ["another label", inPod(`${CONTEXT}.seLinuxOptions`, { type: "spc_t" }), ["broken: pods set seLinuxOptions"]],
    [
      "a container of the host",
      inContainer(`${CONTEXT}.windowsOptions`, { hostProcess: true }),
      ["broken: pods set windowsOptions.hostProcess"],
    ],
    ["no AppArmor", inContainer(`${CONTEXT}.appArmorProfile`, { type: "Unconfined" }), ["broken: pods run without AppArmor"]],
    [
      "no AppArmor, as it was written before",
      set("api", "spec.template.metadata.annotations", { "container.apparmor.security.beta.kubernetes.io/api": "unconfined" }),
      ["broken: pods run without AppArmor"],
    ],
    [
      "annotations of which one is unknown",
      set("api", "spec.template.metadata.annotations", { "checksum/config": "[unknown]" }),
      [],
    ],
    [
      "an init container that sees all of /proc",
      inPod("initContainers", [{ name: "first", securityContext: { procMount: "Unmasked" } }]),
      ["broken: /proc is mounted Unmasked"],
    ],
    [
      "a context that nobody knows, once",
      unknown("api", `${SPEC}.containers[0].${CONTEXT}`),
      [`cannotTell: ${SPEC}.containers[0].${CONTEXT} is not known before deployment`],
    ],
  ])("%s", (_, change, expected) => expect(said("k8s-isolation", change)).toEqual(expected));
});

describe("secrets", () => {
  it("that the program writes into a container's environment are found", () => {
    expect(said("k8s-secret-env", inContainer("env[0]", { name: "TOKEN", value: "[secret]" }))).toEqual([
      "broken: container api has secrets in its environment: TOKEN",
    ]);
  });

  it("are no name of an image", () => {
    const path = `${SPEC}.containers[0].image`;
    expect(said("k8s-image-tag", inContainer("image", "[secret]"))).toEqual([
      `cannotTell: ${path} is not known before deployment`,
    ]);
  });

  it("may be all that a ConfigMap holds, and a volume", () => {
    expect(said("k8s-secret-config", set("map", "data", "[secret]"))).toEqual(["broken: holds secrets, a secret of the program"]);
    expect(said("k8s-volumes", inPod("volumes[0]", "[secret]"))).toEqual([
      `cannotTell: ${SPEC}.volumes[0] is not known before deployment`,
    ]);
  });
});

describe("who has rights", () => {
  it.each([
    [{ apiGroups: ["*"], resources: ["pods"], verbs: ["get"] }, ["broken: allows it in every API group"]],
    [{ apiGroups: [""], resources: ["pods/*"], verbs: ["get"] }, ["broken: allows every resource"]],
    [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }, []],
  ])("%j", (rule, expected) => expect(said("k8s-rbac-wildcard", set("role", "rules[0]", bare(rule)))).toEqual(expected));

  it("may be an account that is called like everybody", () => {
    expect(said("k8s-anybody", set("binding", "subjects[0]", { kind: "ServiceAccount", name: "system:anonymous" }))).toEqual([]);
  });
});

describe("budgets for disruption", () => {
  const atLeast = (least: Json) =>
    both(set("budget", "spec.maxUnavailable", undefined), set("budget", "spec.minAvailable", least));

  it.each<[Json, readonly string[]]>([
    [1, []],
    [2, ["broken: lets no pod of api go: minAvailable 2"]],
    ["50%", []],
    ["100%", ["broken: lets no pod go: minAvailable 100%"]],
  ])("of at least %j of two pods", (least, expected) => expect(said("k8s-budget-evicts", atLeast(least))).toEqual(expected));

  it("of pods of which nobody knows how many there are", () => {
    expect(said("k8s-budget-evicts", both(atLeast(2), unknown("scaler", "spec.minReplicas")))).toEqual([]);
  });
});

describe("namespaces", () => {
  it("with a name of Pulumi's making are not closed by a policy that names none", () => {
    const named = set("shop", "metadata.name", undefined);
    expect(said("k8s-namespace-closed", both(named, set("closed", "metadata.namespace", undefined)))).toEqual([
      "broken: no network policy closes the namespace to all pods",
    ]);
  });

  it.each(["core/v1:NamespacePatch", "rbac.authorization.k8s.io/v1:ClusterRolePatch", "kyverno.io/v1:ClusterPolicy"])(
    "hold no %s",
    (kind) => expect(said("k8s-default-namespace", withMore(thing(`kubernetes:${kind}`, "x")))).toEqual([]),
  );
});

it.each([
  ["admissionregistration.k8s.io/v1beta1:ValidatingAdmissionPolicy", []],
  ["networking.k8s.io/v1beta1:ServiceCIDR", []],
  ["networking.k8s.io/v1beta1:Ingress", ["broken: is of networking.k8s.io/v1beta1, which is no longer served"]],
])("%s", (kind, expected) => expect(said("k8s-api-version", withMore(thing(`kubernetes:${kind}`, "x")))).toEqual(expected));

describe("services", () => {
  const lost = set("service", "spec.selector", { app: "web" });

  it("may lead to pods that a chart, or a component of another package, makes", () => {
    expect(said("k8s-service-target", lost)).toEqual(["cannotTell: which pods it leads to is not known before deployment"]);
    const component = thing("kubernetes:helm.sh/v4:Chart", "more", { custom: false, parent: deployment.urn });
    const told: Change = (sample) => ({ ...sample, cannotTell: [{ resource: component.urn, path: null, why: "what it makes" }] });
    const alone = both(lost, without("chart"), withMore(component));
    expect(said("k8s-service-target", alone)).toEqual(["broken: leads to no pod of the program"]);
    expect(said("k8s-service-target", both(alone, told))).toEqual([
      "cannotTell: which pods it leads to is not known before deployment",
    ]);
  });

  it.each([
    [{ "service.beta.kubernetes.io/azure-load-balancer-internal": "true" }, []],
    [{ "networking.gke.io/load-balancer-type": "Internal" }, []],
    [{}, ["broken: may be reached by the whole world"]],
  ])("that are balanced with %j", (annotations, expected) =>
    expect(said("k8s-service-open", set("balancer", "metadata.annotations", bare(annotations)))).toEqual(expected),
  );

  it("for two halves of the internet are for all of it", () => {
    const ranges = both(
      set("balancer", "metadata.annotations", undefined),
      set("balancer", "spec.loadBalancerSourceRanges", ["0.0.0.0/1", "128.0.0.0/1"]),
    );
    expect(said("k8s-service-open", ranges)).toEqual(["broken: may be reached by the whole world"]);
  });
});

describe("ingresses", () => {
  it("may lead to an action of the load balancer's", () => {
    const action = { name: "ssl-redirect", port: { name: "use-annotation" } };
    expect(said("k8s-ingress-target", set("ingress", "spec.rules[0].http.paths[0].backend.service", bare(action)))).toEqual([]);
  });

  it("serve TLS by a certificate that the controller finds", () => {
    const ports = (listen: string) =>
      both(
        set("ingress", "spec.tls", undefined),
        set("ingress", "metadata.annotations", { "alb.ingress.kubernetes.io/listen-ports": listen }),
      );
    expect(said("k8s-ingress-tls", ports('[{"HTTPS":443}]'))).toEqual([]);
    expect(said("k8s-ingress-tls", ports('[{"HTTP":80}]'))).toEqual(["broken: serves no TLS"]);
  });

  it("may be annotated with what nobody knows, which is no certificate", () => {
    const open = set("ingress", "spec.tls", undefined);
    for (const annotations of ["[unknown]", "[secret]"])
      expect(said("k8s-ingress-tls", both(open, set("ingress", "metadata.annotations", annotations)))).toEqual([
        "cannotTell: metadata.annotations is not known before deployment",
      ]);
  });
});

it("pods of an Argo rollout are pods", () => {
  const spec = { template: { spec: { hostPID: true, containers: [{ name: "x" }] } } };
  const rollout = thing("kubernetes:argoproj.io/v1alpha1:Rollout", "canary", { inputs: { metadata: metadata("canary"), spec } });
  expect(said("k8s-host-namespaces", withMore(rollout))).toEqual(["broken: pods have hostPID"]);
});

it("a user by number still has to say so", () => {
  const rootless = both(inPod("securityContext.runAsNonRoot", false), inPod("securityContext.runAsUser", 0));
  expect(said("k8s-non-root", rootless)).toEqual(["broken: container api runs as user 0"]);
  expect(
    said(
      "k8s-non-root",
      withMore(
        thing(DEPLOYMENT, "other", {
          inputs: {
            metadata: metadata("other"),
            spec: { template: { metadata: { labels: APP }, spec: { containers: [{ name: "x" }] } } },
          },
        }),
      ),
    ),
  ).toEqual(["broken: container x may run as root"]);
});
