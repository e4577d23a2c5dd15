/** What each chart shows, as ECharts takes it. */
import type { EChartsCoreOption } from "echarts/core";
import { idsOf } from "../../../report/html/ids.ts";
import type { CostDiff } from "../../compare/diff.ts";
import { dollars, type Micros, sum } from "../../money.ts";
import { byService } from "../group.ts";
import { amount, money, moneyChange, moneyRange } from "../money.ts";
import type { EnvironmentCost } from "../report.ts";
import { type Chart, FONT_SIZE, LABEL_WIDTH, label } from "./chart.ts";

/** Colours of the style sheet that tell services apart; the last is for all others. */
export const SERIES_COLOURS = 8;
export const colour = (index: number): string => `var(--series-${Math.min(index, SERIES_COLOURS - 1)})`;

const ROW = 44;
const MOST_BARS = 12;

const AXIS = {
  axisLine: { lineStyle: { color: "var(--edge-strong)" } },
  axisTick: { show: false },
  axisLabel: { color: "var(--muted)", fontSize: FONT_SIZE },
  splitLine: { lineStyle: { color: "var(--edge)" } },
};

/** `$2.5k`: what stands at an axis. */
const axisMoney = (value: number): string => {
  const size = Math.abs(value);
  const [part, unit] = size >= 1e6 ? [value / 1e6, "M"] : size >= 1e3 ? [value / 1e3, "k"] : [value, ""];
  return `${part < 0 ? "-" : ""}$${Number(Math.abs(part).toPrecision(3))}${unit}`;
};

/** `500k`, `2M`. */
export const compact = (value: number): string => {
  const [size, unit] = (
    [
      [1e9, "B"],
      [1e6, "M"],
      [1e3, "k"],
    ] as const
  ).find(([from]) => Math.abs(value) >= from) ?? [1, ""];
  return `${amount(Number((value / size).toPrecision(3)))}${unit}`;
};

const moneyAxis = { ...AXIS, type: "value", axisLabel: { ...AXIS.axisLabel, formatter: axisMoney }, axisLine: { show: false } };
const namesAxis = (names: readonly string[]) => ({
  ...{ ...AXIS, type: "category", inverse: true, data: names.map((name) => label(name)), splitLine: { show: false } },
  axisLabel: { ...AXIS.axisLabel, color: "var(--text)", interval: 0 },
});

/** Legible where a grid line or another thing runs below it. */
const HALO = { textBorderColor: "var(--page)", textBorderWidth: 3 };
const LABEL = { show: true, color: "var(--text)", fontSize: FONT_SIZE, ...HALO };

export interface Services {
  /** The dearest first, of all environments together; the last may be all others. */
  readonly names: readonly string[];
  readonly amounts: readonly (readonly Micros[])[];
}

/** Services by environment: those that have a colour of their own, and the rest together. */
export function servicesOf(environments: readonly EnvironmentCost[]): Services {
  const all = byService(environments.flatMap(({ estimate }) => estimate.lines)).filter(({ monthly }) => monthly.typical > 0);
  const own = all.length <= SERIES_COLOURS ? all : all.slice(0, SERIES_COLOURS - 1);
  const others = all.slice(own.length).map(({ name }) => name);
  const typical = environments.map(
    ({ estimate }) => new Map(byService(estimate.lines).map(({ name, monthly }) => [name, monthly.typical])),
  );
  return {
    names: [...own.map(({ name }) => name), ...(others.length > 0 ? [`${others.length} other services`] : [])],
    amounts: [...own.map(({ name }) => [name]), ...(others.length > 0 ? [others] : [])].map((names) =>
      typical.map((amounts) => sum(names.map((name) => amounts.get(name) ?? 0))),
    ),
  };
}

export function stackedChart(environments: readonly EnvironmentCost[], { names, amounts }: Services): Chart {
  const totals = environments.map(({ estimate }) => `${money(estimate.monthly.typical)}  (${moneyRange(estimate.monthly)})`);
  const bars = names.map((name, index) => ({
    ...{ type: "bar", stack: "services", name: label(name), barWidth: 26, silent: true },
    itemStyle: { color: colour(index), borderColor: "var(--page)", borderWidth: 0.5 },
    data: (amounts[index] ?? []).map(dollars),
  }));
  const budgets = environments.flatMap(({ budget }, index) => (budget === null ? [] : [[dollars(budget.monthly), index]]));
  return {
    ...{ id: "stacked", title: "Monthly cost of each environment by service", height: environments.length * ROW + 60 },
    description: environments.map(({ estimate }, index) => `${estimate.name}: ${totals[index]}`).join("; "),
    option: {
      grid: { left: LABEL_WIDTH + 16, right: 170, top: 10, bottom: 40 },
      xAxis: moneyAxis,
      // Beside the picture, where no bar and no mark can run into them.
      yAxis: [
        namesAxis(environments.map(({ estimate }) => estimate.name)),
        { ...namesAxis([]), data: totals, position: "right", axisLine: { show: false } },
      ],
      series: [
        ...bars,
        { type: "bar", yAxisIndex: 1, silent: true, data: environments.map(() => 0) },
        {
          ...{ type: "scatter", symbol: "rect", symbolSize: [3, 36], silent: true, data: budgets },
          itemStyle: { color: "var(--text)", opacity: 1 },
        },
      ],
    },
  };
}

/** From one environment to another, component by component. */
export function waterfallChart({ from, to, total, components }: CostDiff): Chart {
  const gaps = components.filter(({ gap }) => gap.typical !== 0);
  const own = gaps.length <= MOST_BARS ? gaps : gaps.slice(0, MOST_BARS - 1);
  const others = gaps.slice(own.length);
  const steps = [
    ...own.map(({ name, gap }) => ({ name, gap: gap.typical })),
    ...(others.length > 0 ? [{ name: `${others.length} others`, gap: sum(others.map(({ gap }) => gap.typical)) }] : []),
  ];
  let at = total.from.typical;
  const floors = steps.map(({ gap }) => {
    const before = at;
    at += gap;
    return Math.min(before, at);
  });
  const ends = [total.from.typical, total.to.typical];
  const hidden = { color: "transparent" };
  const items = [
    { value: ends[0] ?? 0, colour: "var(--series-0)", text: money(ends[0] ?? 0) },
    ...steps.map(({ gap }) => ({
      ...{ value: Math.abs(gap), text: moneyChange(gap) },
      colour: gap > 0 ? "var(--rise)" : "var(--fall)",
    })),
    { value: ends[1] ?? 0, colour: "var(--series-0)", text: money(ends[1] ?? 0) },
  ];
  return {
    ...{ id: "waterfall", title: `From ${label(from)} to ${label(to)}, component by component`, height: items.length * 34 + 50 },
    description: `${from} costs ${money(ends[0] ?? 0)} a month. ${steps.map(({ name, gap }) => `${name} ${moneyChange(gap)}`).join(", ")}. ${to} costs ${money(ends[1] ?? 0)}.`,
    option: {
      grid: { left: LABEL_WIDTH + 16, right: 90, top: 10, bottom: 40 },
      xAxis: moneyAxis,
      yAxis: namesAxis([from, ...steps.map(({ name }) => name), to]),
      series: [
        { type: "bar", stack: "steps", silent: true, itemStyle: hidden, data: [0, ...floors.map(dollars), 0] },
        {
          ...{ type: "bar", stack: "steps", barWidth: 20, silent: true },
          data: items.map(({ value, colour: color, text }) => ({
            ...{ value: dollars(value), itemStyle: { color } },
            label: { ...LABEL, position: "right", formatter: () => text },
          })),
        },
      ],
    },
  };
}

/** What moves an environment's cost most. */
export function tornadoChart({ estimate, drivers }: EnvironmentCost): Chart {
  const shown = drivers.slice(0, MOST_BARS);
  const of = (end: "low" | "high") => ({
    ...{ type: "bar", barWidth: 20, barGap: "-100%", silent: true },
    data: shown.map(({ values, monthly }) => {
      const change = monthly[end] - monthly.typical;
      return {
        value: dollars(change),
        itemStyle: { color: change < 0 ? "var(--fall)" : "var(--rise)" },
        label: {
          ...LABEL,
          show: change !== 0,
          position: change < 0 ? "left" : "right",
          formatter: () => `${moneyChange(change)} at ${compact(values[end])}`,
        },
      };
    }),
  });
  return {
    ...{ id: `tornado-${idsOf(estimate.name).stack}`, title: `What moves the cost of ${label(estimate.name)} most` },
    height: shown.length * 34 + 50,
    description: shown
      .map(
        ({ key, values, monthly }) =>
          `${key} from ${compact(values.low)} to ${compact(values.high)}: ${money(monthly.low)} to ${money(monthly.high)}`,
      )
      .join("; "),
    option: {
      grid: { left: LABEL_WIDTH + 16, right: 40, top: 10, bottom: 40 },
      xAxis: {
        ...moneyAxis,
        boundaryGap: ["28%", "22%"],
        axisLabel: { ...AXIS.axisLabel, formatter: (value: number) => (value > 0 ? `+${axisMoney(value)}` : axisMoney(value)) },
      },
      yAxis: { ...namesAxis(shown.map(({ key }) => key)), axisLine: { show: false } },
      series: [of("low"), of("high")],
    },
  };
}

const MIN_VIEWS = 1e6;
const MAX_VIEWS = 1e9;

/** The cost over three orders of page views. */
export function curveChart({ estimate, curve, pageViews }: EnvironmentCost): Chart {
  const points = (point: "low" | "typical" | "high") =>
    curve.map(({ pageViews: views, monthly }) => [views, Math.max(dollars(monthly[point]), 0.01)]);
  const line = (point: "low" | "typical" | "high", style: object) => ({
    ...{ type: "line", silent: true, symbol: "none", data: points(point), lineStyle: { color: "var(--accent)", ...style } },
    endLabel: { ...LABEL, formatter: () => `${point} ${axisMoney(points(point).at(-1)?.[1] ?? 0)}` },
    labelLayout: { moveOverlap: "shiftY" },
  });
  const outline = [...points("low"), ...points("high").reverse()];
  const assumed =
    pageViews !== null && pageViews >= MIN_VIEWS && pageViews <= MAX_VIEWS
      ? [[pageViews, dollars(estimate.monthly.typical)]]
      : [];
  const first = curve[0]?.monthly.typical ?? 0;
  const last = curve.at(-1)?.monthly.typical ?? 0;
  return {
    ...{ id: `curve-${idsOf(estimate.name).stack}`, title: `Cost of ${label(estimate.name)} against page views`, height: 380 },
    description: `Typical cost goes from ${money(first)} at 1M page views a month to ${money(last)} at 1B.`,
    option: {
      grid: { left: 70, right: 130, top: 20, bottom: 56 },
      xAxis: {
        ...{
          ...AXIS,
          type: "log",
          min: MIN_VIEWS,
          max: MAX_VIEWS,
          name: "page views a month",
          nameLocation: "middle",
          nameGap: 34,
        },
        nameTextStyle: { color: "var(--muted)", fontSize: FONT_SIZE },
        axisLabel: { ...AXIS.axisLabel, formatter: compact },
      },
      yAxis: { ...moneyAxis, type: "log" },
      series: [
        {
          ...{ type: "custom", silent: true, data: [0] },
          renderItem: (_: unknown, api: { coord: (at: readonly number[]) => number[] }) => ({
            type: "polygon",
            shape: { points: outline.map((at) => api.coord(at)) },
            style: { fill: "var(--accent)", opacity: 0.15 },
          }),
        },
        line("low", { width: 1, type: "dashed" }),
        line("high", { width: 1, type: "dashed" }),
        line("typical", { width: 2.5 }),
        {
          ...{ type: "scatter", symbolSize: 11, silent: true, data: assumed },
          itemStyle: { color: "var(--accent)", opacity: 1, borderColor: "var(--page)", borderWidth: 2 },
          label: { ...LABEL, position: "top", align: "left", formatter: () => `${money(estimate.monthly.typical)} as assumed` },
        },
      ],
    } as EChartsCoreOption,
  };
}
