import { expect, it } from "vitest";
import { VALID } from "../../infra/config/testConfig.ts";
import { STATEFUL } from "../../infra/core/stateful.ts";
import { planConfig } from "./testGraph.ts";

it.each([true, false])("what holds state is retained where the configuration says so, and nothing else: %s", async (retain) => {
  const { resources } = await planConfig({ ...VALID, protection: { retain } });
  // The SDK's own files of earlier releases are kept in any case.
  const retained = resources.filter(({ type, options }) => options.retainOnDelete && !type.startsWith("aws:s3/bucketObject"));
  const stateful = resources.filter(({ type }) => STATEFUL.has(type));
  expect(stateful.length).toBeGreaterThan(8);
  expect(retained.map(({ urn }) => urn)).toEqual(retain ? stateful.map(({ urn }) => urn) : []);
});
