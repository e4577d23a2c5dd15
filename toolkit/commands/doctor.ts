import type { DoctorContext } from "../engine/doctor/check.ts";
import { doctor as examine, failures } from "../engine/doctor/doctor.ts";
import { doctorJson, doctorText } from "../report/doctorText.ts";
import type { Paint } from "../report/terminal.ts";

export const DOCTOR_FORMATS = ["text", "json"] as const;
export type DoctorFormat = (typeof DOCTOR_FORMATS)[number];

export interface DoctorRequest {
  readonly context: DoctorContext;
  readonly format: DoctorFormat;
  readonly paint: Paint;
}

export interface DoctorAnswer {
  readonly text: string;
  /** Whether no check failed; what cannot be told is no failure. */
  readonly sound: boolean;
}

/** What is missing to deploy: of this machine, and of a stack where one is named. */
export async function doctor({ context, format, paint }: DoctorRequest): Promise<DoctorAnswer> {
  const checks = await examine(context);
  return {
    text: format === "json" ? doctorJson(context.stack, checks) : doctorText(checks, paint),
    sound: failures(checks).length === 0,
  };
}
