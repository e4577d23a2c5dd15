/** Events as the engine tells them, for tests. */
import type { EngineEvent, StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation/index.js";

export const urnOf = (name: string, type = "aws:s3/bucket:Bucket"): string => `urn:pulumi:prod::p::${type}::${name}`;

const stateOf = (metadata: Pick<StepEventMetadata, "urn" | "type">, more: Partial<StepEventStateMetadata>) =>
  ({ ...metadata, custom: true, inputs: {}, outputs: {}, ...more }) as StepEventStateMetadata;

export interface EventParts extends Partial<Omit<StepEventMetadata, "op" | "old" | "new">> {
  readonly old?: Partial<StepEventStateMetadata>;
  readonly new?: Partial<StepEventStateMetadata>;
}

function metadata(op: string, name: string, { old, new: next, ...more }: EventParts): StepEventMetadata {
  const type = more.type ?? "aws:s3/bucket:Bucket";
  const about = { urn: urnOf(name, type), type };
  return {
    ...{ op, provider: "" },
    ...about,
    ...(op !== "create" && { old: stateOf(about, old ?? {}) }),
    ...(op !== "delete" && { new: stateOf(about, next ?? {}) }),
    ...more,
  } as StepEventMetadata;
}

let sequence = 0;
const event = (parts: Partial<EngineEvent>): EngineEvent => ({ sequence: sequence++, timestamp: 0, ...parts });

export const begins = (op: string, name: string, parts: EventParts = {}): EngineEvent =>
  event({ resourcePreEvent: { metadata: metadata(op, name, parts) } });
export const ends = (op: string, name: string, parts: EventParts = {}): EngineEvent =>
  event({ resOutputsEvent: { metadata: metadata(op, name, parts) } });
export const fails = (op: string, name: string): EngineEvent =>
  event({ resOpFailedEvent: { metadata: metadata(op, name, {}), status: 0, steps: 0 } });
export const says = (severity: "info" | "warning" | "error", message: string, urn?: string): EngineEvent =>
  event({ diagnosticEvent: { severity, message, color: "never", ...(urn !== undefined && { urn }) } });
