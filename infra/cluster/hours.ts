/** When nodes are there that are there in office hours alone: what the schedules and the cost are made of. */
import type { EnvironmentConfig } from "../config/schema/index.ts";

type OfficeHours = NonNullable<EnvironmentConfig["cluster"]["officeHours"]>;

/** `cron(30 8 ? * MON,FRI *)`. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export function cron(days: readonly string[], time: string): string {
  const [hours = "", minutes = ""] = time.split(":");
  return `cron(${Number(minutes)} ${Number(hours)} ? * ${days.map((day) => day.toUpperCase()).join(",")} *)`;
}

/** Hours of an average month in which there are nodes: a week's, by 730 hours to a month. */
export function hoursPerMonth({ days, from, to }: Pick<OfficeHours, "days" | "from" | "to">): number {
  const minutes = (time: string): number => {
    const [hours = 0, rest = 0] = time.split(":").map(Number);
    return hours * 60 + rest;
  };
  return (730 * days.length * (minutes(to) - minutes(from))) / (7 * 24 * 60);
}
