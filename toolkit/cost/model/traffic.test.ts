import { expect, it } from "vitest";
import { atPoint, type EnvironmentAt, usageOf, withOverrides } from "./assumptions.ts";
import { trafficOf } from "./traffic.ts";
import { tokensOf } from "./workloads.ts";

/** Round numbers, for reckoning by hand. */
const at = atPoint(
  withOverrides(usageOf({}), {
    ...{ pv: "10M", viewsPerSdkLoad: 4, eventsPerView: 1, eventBytes: 1024, errorRate: "1%", errorBytes: 8192 },
    ...{ attachmentsPerError: 0.5, attachmentBytes: 65_536, issuesPerThousandErrors: 5, peakFactor: 3 },
    ...{ dashboardUsers: 20, queriesPerUser: 1_000, responseBytes: 16_384 },
    ...{ analysesPerIssue: 2, embeddingsPerIssue: 1, mailsPerIssue: 3 },
    ...{ inputTokens: 6_000, outputTokens: 1_000, promptCacheShare: "50%", batchShare: "20%" },
  }),
  "typical",
) as EnvironmentAt;
const traffic = trafficOf(at);

it("follows from page views", () => {
  expect(traffic).toEqual({
    sdkLoads: 2_500_000,
    events: 10_000_000,
    errors: 100_000,
    queries: 20_000,
    apiRequests: 10_120_000,
    // 10,120,000 ÷ 2,628,000 s × 3
    peakRequests: expect.closeTo(11.5525, 4),
    // 10M × 1 KiB, 100k × 8 KiB, 50k × 64 KiB: 9.537 + 0.763 + 3.052
    inGb: expect.closeTo(13.3514, 4),
    errorGb: expect.closeTo(0.7629, 4),
    // 20k × 16 KiB and 10.1M answers of 300 bytes
    outGb: expect.closeTo(3.1271, 4),
    attachments: 50_000,
    attachmentGb: expect.closeTo(3.0518, 4),
    issues: 500,
    analyses: 1_000,
    embeddings: 500,
    mails: 1_500,
  });
});

it("splits tokens between cache, batches and the rest, and loses none", () => {
  const tokens = tokensOf({ at, traffic });
  // 800 analyses now, of whose 4.8M tokens half come from the cache, and 200 in batches.
  expect(tokens).toEqual({
    ...{ cacheRead: 2_400_000, cacheWrite: 240_000, input: 2_160_000, output: 800_000 },
    ...{ batchInput: 1_200_000, batchOutput: 200_000 },
  });
  expect(tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.batchInput).toBe(1_000 * 6_000);
});
