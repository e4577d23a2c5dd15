import { describe, expect, it } from "vitest";
import { policySettings } from "./settings.ts";

const DEFAULTS = { profile: "production", severity: {}, waivers: [] };

describe("settings", () => {
  it("come from the typed configuration", () => {
    const policy = { ...DEFAULTS, profile: "staging" };
    expect(policySettings({ name: "staging", config: { policy } })).toEqual(policy);
  });

  it("come from monitor:policy in the file of any other project, as Pulumi hands it over", () => {
    const text = JSON.stringify({ profile: "development", severity: { "s3-events": "off" } });
    expect(policySettings({ name: "dev", config: { "monitor:policy": text, "app:policy": "x" } })).toEqual({
      ...DEFAULTS,
      ...{ profile: "development", severity: { "s3-events": "off" } },
    });
  });

  it("are those of production where nobody says", () => {
    expect(policySettings({ name: "dev", config: {} })).toEqual(DEFAULTS);
  });

  it("tell every problem at once, with what is allowed", () => {
    const text = JSON.stringify({
      profile: "prodcution",
      waiver: [],
      waivers: [{ rule: "s3-events", owner: "platform", expires: "soon" }],
    });
    expect(() => policySettings({ name: "dev", config: { "monitor:policy": text } })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: Pulumi.dev.yaml: 4 problems in the configuration
        monitor:policy.profile = "prodcution"
          one of production, staging, development
          → did you mean production?
        monitor:policy.waivers[0].reason
          missing; it takes a sentence that says why, 20 to 500 characters
        monitor:policy.waivers[0].expires = "soon"
          a day, as 2027-06-30
        monitor:policy.waiver
          unknown key
          → did you mean waivers?]
    `);
    expect(() => policySettings({ name: "dev", config: { "monitor:policy": "yes" } })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: Pulumi.dev.yaml: 1 problem in the configuration
        monitor:policy = "yes"
          keys and values: profile, severity, waivers]
    `);
  });

  it("tell a day that no calendar has, a key that is no rule's, and what is no object", () => {
    const said = (settings: object): string => {
      try {
        policySettings({ name: "dev", config: { "monitor:policy": JSON.stringify(settings) } });
        return "nothing";
      } catch (error) {
        return (error as Error).message;
      }
    };
    const waiver = {
      rule: "s3-events",
      resource: "*",
      owner: "x",
      reason: "It is fed by nobody but ourselves.",
      expires: "2027-02-30",
    };
    expect(said({ waivers: [waiver, 3], severity: { "*": "off" } })).toMatchInlineSnapshot(`
      "Pulumi.dev.yaml: 5 problems in the configuration
        monitor:policy.severity.* = "*"
          a rule's id, such as alb-tls; monitor policy --rules lists them
        monitor:policy.waivers[0].resource = "*"
          one resource's name, as monitor policy shows it; without resource the waiver is for all of the stack
        monitor:policy.waivers[0].owner = "x"
          a team or person, 2 to 64 characters
        monitor:policy.waivers[0].expires = "2027-02-30"
          a day that the calendar has, as 2027-06-30
        monitor:policy.waivers[1] = 3
          keys and values: rule, owner, reason, expires"
    `);
  });
});
