/** What a comment is written for, and how much of it. */
import type { ReviewChange, ReviewFinding } from "../../report.ts";

/**
 * Characters that a comment may have. GitHub: https://github.com/orgs/community/discussions/27190, GitLab:
 * https://docs.gitlab.com/administration/instance_limits/, Azure DevOps and Bitbucket by what their APIs refuse.
 */
export const HOSTS = { github: 65_536, gitlab: 1_000_000, azure: 150_000, bitbucket: 32_768 } as const;
export type Host = keyof typeof HOSTS;

export interface MarkdownOptions {
  readonly host: Host;
  /** Where a line of code can be looked at; null where nobody knows. @default none */
  readonly linkTo?: (source: { readonly file: string; readonly line: number }) => string | null;
  /** Where the whole report is: an artefact's address. */
  readonly fullReport?: string;
}

/** Bitbucket shows tags as they are written, so that nothing can be folded: only the worst is told. https://jira.atlassian.com/browse/BCLOUD-15185 */
export const folds = ({ host }: MarkdownOptions): boolean => host !== "bitbucket";

/** How many rows lists keep, and characters of what stands in the summary. */
export interface Extent {
  /** Of changes of high or medium risk, and of what is new among the findings. */
  readonly grave: number;
  /** Of what is worth less. */
  readonly other: number;
  readonly width: number;
}

/** More and more, until it fits no longer. */
export const EXTENTS: readonly Extent[] = [
  ...[20, 100].map((width) => ({ grave: 0, other: 0, width })),
  ...[2, 5].map((grave) => ({ grave, other: 0, width: 100 })),
  ...[
    [5, 5],
    [15, 5],
    [40, 15],
    [100, 40],
    [300, 100],
    [300, 300],
  ].map(([grave = 0, other = 0]) => ({ grave, other, width: grave < 15 ? 100 : 160 })),
];
export const ALL = 300;

export const RISK: Readonly<Record<ReviewChange["risk"]["level"], string>> = {
  ...{ high: "🔴", medium: "🟠", low: "🟡", none: "⚪" },
};
export const SEVERITY: Readonly<Record<ReviewFinding["severity"], string>> = { ...{ high: "🔴", medium: "🟠", low: "🟡" } };
