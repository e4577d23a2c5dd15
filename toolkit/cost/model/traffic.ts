/** From page views to requests, bytes and issues, each a month: what everything else follows from. */
import type { EnvironmentAt } from "./assumptions.ts";
import { GB, SECONDS_PER_MONTH } from "./units.ts";

export interface Traffic {
  /** Times a browser fetches the SDK. */
  readonly sdkLoads: number;
  readonly events: number;
  readonly errors: number;
  /** Of the dashboard, to the API. */
  readonly queries: number;
  /** Events, errors and queries: what the load balancer and the pods see. */
  readonly apiRequests: number;
  /** A second, in the busiest hour. */
  readonly peakRequests: number;
  /** GB that clients send to the API. */
  readonly inGb: number;
  /** GB of it that are errors. */
  readonly errorGb: number;
  /** GB that the API answers. */
  readonly outGb: number;
  readonly attachments: number;
  readonly attachmentGb: number;
  readonly issues: number;
  readonly analyses: number;
  readonly embeddings: number;
  readonly mails: number;
}

/** An accepted event is answered with its id: headers and a few bytes. */
const ANSWER_BYTES = 300;

export function trafficOf(at: EnvironmentAt): Traffic {
  const events = at.pv * at.eventsPerView;
  const errors = at.pv * at.errorRate;
  const queries = at.dashboardUsers * at.queriesPerUser;
  const apiRequests = events + errors + queries;
  const errorGb = (errors * at.errorBytes) / GB;
  const attachments = errors * at.attachmentsPerError;
  const attachmentGb = (attachments * at.attachmentBytes) / GB;
  const issues = (errors * at.issuesPerThousandErrors) / 1_000;
  return {
    ...{ events, errors, queries, apiRequests, errorGb, attachments, attachmentGb, issues },
    sdkLoads: at.pv / at.viewsPerSdkLoad,
    peakRequests: (apiRequests / SECONDS_PER_MONTH) * at.peakFactor,
    inGb: (events * at.eventBytes) / GB + errorGb + attachmentGb,
    outGb: (queries * at.responseBytes + (events + errors) * ANSWER_BYTES) / GB,
    analyses: issues * at.analysesPerIssue,
    embeddings: issues * at.embeddingsPerIssue,
    mails: issues * at.mailsPerIssue,
  };
}
