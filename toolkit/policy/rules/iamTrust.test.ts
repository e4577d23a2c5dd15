import { describe, expect, it } from "vitest";
import type { Json } from "../../graph/graph.ts";
import { IAM_TRUST } from "./iamTrust.ts";
import { judged, rulesOf } from "./testRows.ts";
import { outcomes, ruleIn, saidBy, set, thing, unknown } from "./testTable.ts";

const ROLE = "aws:iam/role:Role";
const GITHUB = "token.actions.githubusercontent.com";

const documentOf = (statement: Json): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const trusting = (Principal: Json, Condition?: Json): string =>
  documentOf({
    Sid: "Trust",
    Effect: "Allow",
    Principal,
    Action: "sts:AssumeRole",
    ...(Condition !== undefined && { Condition }),
  });
const github = (subject: string): string =>
  trusting({ Federated: `arn:aws:iam::1:oidc-provider/${GITHUB}` }, { StringLike: { [`${GITHUB}:sub`]: subject } });

const CLUSTER = "oidc.eks.us-east-1.amazonaws.com/id/ABC";
const ofCluster = (subject?: string): string =>
  trusting(
    { Federated: `arn:aws:iam::1:oidc-provider/${CLUSTER}` },
    { StringEquals: { [`${CLUSTER}:aud`]: "sts.amazonaws.com", ...(subject !== undefined && { [`${CLUSTER}:sub`]: subject }) } },
  );

const role = [judged(ROLE, { assumeRolePolicy: trusting({ Service: "ec2.amazonaws.com" }) })];

rulesOf(IAM_TRUST, {
  "iam-assume-anybody": [
    role,
    set("it", "assumeRolePolicy", trusting({ AWS: "*" })),
    "Trust lets anybody assume the role",
    unknown("it", "assumeRolePolicy"),
  ],
  "iam-assume-account": [
    role,
    set("it", "assumeRolePolicy", trusting({ AWS: "arn:aws:iam::111122223333:root" })),
    "Trust trusts all of the account arn:aws:iam::111122223333:root",
    set("it", "assumeRolePolicy", trusting({ AWS: "[unknown]" })),
  ],
  "iam-github-subject": [
    [judged(ROLE, { assumeRolePolicy: github("repo:example/monitor:ref:refs/heads/main") })],
    set("it", "assumeRolePolicy", github("repo:example/*")),
    "Trust admits repo:example/*",
    unknown("it", "assumeRolePolicy"),
  ],
  "iam-oidc-subject": [
    [judged(ROLE, { assumeRolePolicy: ofCluster("system:serviceaccount:shop:api") })],
    set("it", "assumeRolePolicy", ofCluster("system:serviceaccount:*:api")),
    "Trust admits system:serviceaccount:*:api",
    unknown("it", "assumeRolePolicy"),
  ],
});

const said = saidBy(IAM_TRUST);

it("with a secret in it cannot be told, but where it is what a condition compares with", () => {
  const kinds = (assumeRolePolicy: string) =>
    outcomes(ruleIn(IAM_TRUST, "iam-assume-anybody"), { resources: [judged(ROLE, { assumeRolePolicy })] }).map(
      ({ kind }) => kind,
    );
  expect(kinds(trusting({ AWS: "[secret]" }))).toEqual(["cannotTell"]);
  expect(kinds(trusting({ AWS: "arn:aws:iam::1:root" }, { StringEquals: { "sts:ExternalId": "[secret]" } }))).toEqual(["kept"]);
});

it("trusts a whole account that only the cloud can name", () => {
  const caller = "${urn:pulumi:test::p::aws:index/getCallerIdentity:getCallerIdentity::#accountId}";
  const says = (AWS: string) => said("iam-assume-account", judged(ROLE, { assumeRolePolicy: trusting({ AWS }) }));
  expect([says(`arn:aws:iam::${caller}:root`), says(caller), says(`arn:aws:iam::${caller}:role/ci`)]).toEqual([
    ...[["Trust trusts all of the account arn:aws:iam::<accountId>:root"], ["Trust trusts all of the account <accountId>"], []],
  ]);
});

describe("who has a token of a provider", () => {
  const rule = "iam-oidc-subject";
  const admits = (assumeRolePolicy: string) => said(rule, judged(ROLE, { assumeRolePolicy }));

  it.each([
    ["system:serviceaccount:shop:*", []],
    ["organization:shop:project:web:workspace:prod:run_phase:*", []],
    ["*", ["Trust admits *"]],
    ["system:serviceaccount:*", ["Trust admits system:serviceaccount:*"]],
    ["system:serviceaccount:shop-?:api", ["Trust admits system:serviceaccount:shop-?:api"]],
    [undefined, ["Trust admits every subject of the provider"]],
  ])("is %s", (subject, expected) => {
    expect(admits(ofCluster(subject))).toEqual(expected);
  });

  it("is asked of no other kind of provider, and of GitHub by its own rule", () => {
    expect(admits(trusting({ Federated: "cognito-identity.amazonaws.com" }))).toEqual([]);
    expect(admits(trusting({ Federated: "arn:aws:iam::1:saml-provider/office" }))).toEqual([]);
    expect(admits(github("*"))).toEqual([]);
  });

  it("is told by the provider that the program makes, whose address is not known yet", () => {
    const type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
    const provider = thing(type, "cluster", { inputs: { url: "${urn:cluster#identity}" } });
    const trusts = (condition: { readonly [key: string]: Json }) =>
      judged(
        ROLE,
        { assumeRolePolicy: trusting({ Federated: `\${${provider.urn}#arn}` }, { StringEquals: condition }) },
        { propertyDependencies: { assumeRolePolicy: [provider.urn] } },
      );
    const key = (claim: string) => `\${${provider.urn}#url}:${claim}`;
    expect(said(rule, trusts({ [key("aud")]: "sts.amazonaws.com" }), provider)).toEqual([
      "Trust admits every subject of the provider",
    ]);
    expect(said(rule, trusts({ [key("sub")]: "system:serviceaccount:shop:api" }), provider)).toEqual([]);
  });
});

describe("GitHub's workflows", () => {
  const admits = (subject: string) => said("iam-github-subject", judged(ROLE, { assumeRolePolicy: github(subject) })).length > 0;

  it.each([
    ["repo:example/monitor:environment:prod", false],
    ["repo:example/monitor:*", false],
    ["repo:example/*:*", true],
    ["repo:*", true],
    ["*", true],
  ])("of %s", (subject, wide) => {
    expect(admits(subject)).toBe(wide);
  });

  it("are not those that a condition leaves out", () => {
    const others = trusting(
      { Federated: `arn:aws:iam::1:oidc-provider/${GITHUB}` },
      {
        StringNotEquals: { [`${GITHUB}:sub`]: "repo:example/monitor:ref:refs/heads/main" },
      },
    );
    expect(said("iam-github-subject", judged(ROLE, { assumeRolePolicy: others }))).toEqual(["Trust admits every repository"]);
  });

  it("are known by the provider that the role trusts", () => {
    const provider = thing("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github", {
      inputs: { url: `https://${GITHUB}` },
    });
    const open = judged(
      ROLE,
      { assumeRolePolicy: trusting({ Federated: `\${${provider.urn}#arn}` }) },
      { propertyDependencies: { assumeRolePolicy: [provider.urn] } },
    );
    expect(said("iam-github-subject", open, provider)).toEqual(["Trust admits every repository"]);
  });
});
