/**
 * Charts as static SVG: drawn by ECharts in this process, then freed of everything that is only for its script. Colours are the page's CSS
 * variables, so that one picture serves light and dark. https://echarts.apache.org/handbook/en/how-to/cross-platform/server/
 */
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { html, Markup } from "../../../report/html/markup.ts";
import { wrapped } from "../../../report/html/measure.ts";

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, SVGRenderer]);

export const CHART_WIDTH = 960;
export const FONT_SIZE = 13;
/** Room for names left of the bars. */
export const LABEL_WIDTH = 184;

export interface Chart {
  /** Unique on the page, and the same on every run. */
  readonly id: string;
  readonly title: string;
  /** What a person who does not see it is told. */
  readonly description: string;
  readonly height: number;
  readonly option: EChartsCoreOption;
}

export function drawn({ id, title, description, height, option }: Chart): Markup {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: CHART_WIDTH, height });
  try {
    chart.setOption({ animation: false, textStyle: { color: "var(--muted)", fontSize: FONT_SIZE }, ...option });
    const body = withoutScript(chart.renderToSVGString(), id);
    return html`<svg class="chart" viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-about">
<title id="${id}-title">${title}</title><desc id="${id}-about">${description}</desc>
${new Markup(body)}</svg>`;
  } finally {
    chart.dispose();
  }
}

/** What is inside the `svg` element, without styles that a content policy forbids, and with names of its own. */
function withoutScript(svg: string, id: string): string {
  return svg
    .replace(/^\s*<svg [^>]*>\n?/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>\n?/, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => cleanTag(tag, id))
    .replace(/\n\s*\n/g, "\n");
}

const cleanTag = (tag: string, id: string): string =>
  tag
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/ style="([^"]*)"/, (_, style: string) => presentation(style))
    // ECharts numbers them through the life of the process.
    .replace(/(id="|url\(#)zr\d+-/g, `$1${id}-`);

/** `font-size:12px;font-family:…` as attributes; the family is the page's. */
const presentation = (style: string): string =>
  style
    .split(";")
    .map((part) => part.split(":"))
    .flatMap(([name = "", value = ""]) => (name === "" || name === "font-family" ? [] : [` ${name}="${value}"`]))
    .join("");

/** A name in a chart: on one line, nothing invisible, no wider than there is room for. */
export function label(text: string, width = LABEL_WIDTH): string {
  const [line = ""] = wrapped(text, width, 1, { size: FONT_SIZE });
  // ECharts caches the widths of texts by the texts, in a plain object: this one would change every object of the process.
  return line === "__proto__" ? `${line} ` : line;
}
