import { describe, expect, it } from "vitest";
import type { Resource } from "../graph/graph.ts";
import type { Change } from "./change.ts";
import { diffGraphs } from "./diff.ts";
import { child, component, graphOf, output, renamedStack, resource, urnOf } from "./testGraphs.ts";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:dynamodb/table:Table";

const told = (changes: readonly Change[]): string[] =>
  changes.map(({ operation, before, after, words }) => `${operation} ${before?.name ?? ""}→${after?.name ?? ""}: ${words[0]}`);

/** A network: what is in it is named after it. */
const network = (name: string, more: Partial<Resource> = {}): Resource[] => {
  const whole = component("own:net:Network", name, more);
  const vpc = child(whole, VPC, `${name}-vpc`, { cidrBlock: "10.0.0.0/16" });
  return [whole, vpc, child(whole, SUBNET, `${name}-a`, { vpcId: output(vpc, "id"), cidrBlock: "10.0.0.0/20" })];
};

describe("renames", () => {
  it("knows a renamed component, and what is in it, and does not light up who refers to it", () => {
    const [before, after] = ["net", "lan"].map((name) => {
      const parts = network(name);
      return graphOf([...parts, resource("aws:sqs/queue:Queue", "q", { policy: output(parts[1] as Resource, "arn") })]);
    });
    const { changes } = diffGraphs(before as never, after as never);
    expect(told(changes)).toEqual([
      "replace net-a→lan-a: renamed net-a → lan-a with its component",
      "replace net-vpc→lan-vpc: renamed net-vpc → lan-vpc with its component",
      "replace net→lan: renamed net → lan: without an alias the engine deletes and creates all that is in it",
    ]);
    expect(changes.map(({ partOf }) => partOf)).toEqual([urnOf("own:net:Network", "lan"), urnOf("own:net:Network", "lan"), null]);
    expect(changes.flatMap(({ properties }) => properties)).toEqual([]);
  });

  it("moves what an alias covers, with all that is in it", () => {
    const before = graphOf(network("net"));
    const aliased = network("lan").map((one) =>
      one.custom ? one : { ...one, options: { ...one.options, aliases: [urnOf("own:net:Network", "net")] } },
    );
    expect(told(diffGraphs(before, graphOf(aliased)).changes)).toEqual([
      "move net-a→lan-a: renamed net-a → lan-a",
      "move net-vpc→lan-vpc: renamed net-vpc → lan-vpc",
      "move net→lan: renamed net → lan, under an alias",
    ]);
  });

  it("moves a resource under an alias", () => {
    const role = (name: string, aliases: string[]): Resource =>
      resource("aws:iam/role:Role", name, { path: "/" }, { options: { aliases } });
    const { changes } = diffGraphs(graphOf([role("old", [])]), graphOf([role("new", [urnOf("aws:iam/role:Role", "old")])]));
    expect(told(changes)).toEqual(["move old→new: renamed old → new, under an alias"]);
  });

  it("moves what has another type under an alias, and says so", () => {
    const [old, next] = ["aws:alb/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"] as const;
    const { changes } = diffGraphs(
      graphOf([resource(old, "lb")]),
      graphOf([resource(next, "lb", {}, { options: { aliases: [urnOf(old, "lb")] } })]),
    );
    expect(told(changes)).toEqual([`move lb→lb: of type ${old} → ${next}, under an alias`]);
  });

  it("takes two that swap their names for what their names say, as the engine does, aliases or not", () => {
    const table = (name: string, hashKey: string, aliases: string[] = []): Resource =>
      resource(TABLE, name, { hashKey }, { options: { aliases } });
    for (const aliases of [[], [urnOf(TABLE, "a"), urnOf(TABLE, "b")]]) {
      const { changes } = diffGraphs(
        graphOf([table("a", "x"), table("b", "y")]),
        graphOf([table("a", "y", aliases), table("b", "x", aliases)]),
      );
      expect(told(changes)).toEqual(["replace a→a: hashKey: x → y", "replace b→b: hashKey: y → x"]);
    }
  });

  it("knows what has another name and is otherwise alike, and says what is lost", () => {
    const table = (name: string): Resource =>
      resource(TABLE, name, { hashKey: "id", billingMode: "PAY_PER_REQUEST", rangeKey: "at" });
    const { changes } = diffGraphs(graphOf([table("users")]), graphOf([table("people")]));
    expect(told(changes)).toEqual([
      "replace users→people: renamed users → people: without an alias the engine deletes and creates it",
    ]);
    expect(changes[0]?.risk).toMatchObject({ level: "high", dataLoss: "lost: the table's items" });
  });

  it("does not guess where two are as good, or nothing is much alike", () => {
    const table = (name: string, hashKey = "id"): Resource => resource(TABLE, name, { hashKey, billingMode: "PAY_PER_REQUEST" });
    const twins = diffGraphs(graphOf([table("a"), table("b")]), graphOf([table("c")]));
    expect(told(twins.changes).sort()).toEqual([
      "create →c: new Table",
      "delete a→: Table is deleted",
      "delete b→: Table is deleted",
    ]);
    const stranger = resource(TABLE, "z", { hashKey: "other", billingMode: "PROVISIONED", readCapacity: 1 });
    const operations = diffGraphs(graphOf([table("a")]), graphOf([stranger])).changes.map(({ operation }) => operation);
    expect(operations.sort()).toEqual(["create", "delete"]);
  });

  it("tells twins of components apart by what is in them", () => {
    const both = (first: string, second: string): Resource[] =>
      [
        [first, "10.1.0.0/16"],
        [second, "10.2.0.0/16"],
      ].flatMap(([name = "", cidrBlock = ""]) => {
        const whole = component("own:net:Network", name);
        return [whole, child(whole, VPC, `${name}-vpc`, { cidrBlock })];
      });
    const { changes } = diffGraphs(graphOf(both("a", "b")), graphOf(both("c", "d")));
    expect(
      changes.filter(({ before }) => before?.type === VPC).map(({ before, after }) => `${before?.name}→${after?.name}`),
    ).toEqual(["a-vpc→c-vpc", "b-vpc→d-vpc"]);
  });

  it("knows what has moved to another component", () => {
    const [a, b] = [component("own:A", "a"), component("own:B", "b")];
    const at = (parent: Resource): Resource => child(parent, TABLE, "users", { hashKey: "id" });
    const { changes } = diffGraphs(graphOf([a, b, at(a)]), graphOf([a, b, at(b)]));
    expect(told(changes)).toEqual([
      "replace users→users: users has another parent: without an alias the engine deletes and creates it",
    ]);
  });
});

describe("two environments", () => {
  const table = resource(TABLE, "users", { hashKey: "id", name: "p-s-users", tags: { environment: "s" } });
  const vpc = resource(VPC, "net", { cidrBlock: "10.0.0.0/16" });

  it("are the same but for their names", () => {
    const graph = graphOf([table, vpc, resource(SUBNET, "a", { vpcId: output(vpc, "id") })]);
    expect(diffGraphs(graph, renamedStack(graph, "t")).changes).toEqual([]);
  });

  it("say nothing of the order in which one would be deleted and made", () => {
    const named = (cidrBlock: string): Resource =>
      resource("aws:lb/loadBalancer:LoadBalancer", "lb", { name: "lb", customerOwnedIpv4Pool: cidrBlock });
    const [change] = diffGraphs(graphOf([named("a")]), graphOf([named("b")], "t")).changes;
    expect(change).toMatchObject({ operation: "replace", words: ["customerOwnedIpv4Pool: a → b"] });
  });

  it("are not guessed to be one under another name, and tell nothing that would follow", () => {
    const before = graphOf([vpc, resource(SUBNET, "a", { vpcId: output(vpc, "id") })]);
    const other = resource(VPC, "net", { cidrBlock: "10.9.0.0/16" });
    const after = graphOf([other, resource(SUBNET, "b", { vpcId: output(other, "id") })], "t");
    expect(told(diffGraphs(before, after).changes)).toEqual([
      "replace net→net: cidrBlock: 10.0.0.0/16 → 10.9.0.0/16",
      "delete a→: Subnet is deleted",
      "create →b: new Subnet",
    ]);
  });
});
