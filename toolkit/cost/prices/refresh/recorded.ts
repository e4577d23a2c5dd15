/**
 * The AWS Price List from answers in a folder, without network: files as `aws pricing get-products --output json` prints them, any number of
 * them, in any order. What is asked for is looked up in all of them, by the service's own rule: every filter equals the attribute.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { UsageError } from "../../../plan/project.ts";
import type { GetProducts } from "./catalogue.ts";
import { type Product, productOf } from "./products.ts";

/** As the service pages: at most a hundred. */
const PAGE = 100;

// The command line prints each product as a text of JSON; what went through jq may have objects.
const answer = z.object({ PriceList: z.array(z.union([z.string(), z.looseObject({})])) });

interface Recorded {
  readonly product: Product;
  readonly text: string;
}

/** @throws UsageError with every file that is no answer of GetProducts */
export function recordedProducts(folder: string): GetProducts {
  const recorded = readFolder(folder);
  return async ({ ServiceCode, Filters = [], NextToken }) => {
    const from = Number(NextToken ?? 0);
    const found = recorded.filter(
      ({ product }) =>
        product.service === ServiceCode &&
        Filters.every(({ Field = "", Value }) => product.attributes[Field]?.toLowerCase() === Value?.toLowerCase()),
    );
    const next = from + PAGE;
    return {
      PriceList: found.slice(from, next).map(({ text }) => text),
      ...(next < found.length && { NextToken: String(next) }),
    };
  };
}

function readFolder(folder: string): readonly Recorded[] {
  const remedy = "aws pricing get-products --region us-east-1 --service-code AmazonEKS --output json > FOLDER/eks.json";
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch (error) {
    throw new UsageError(`${folder} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, remedy);
  }
  if (names.length === 0) throw new UsageError(`${folder} has no .json file with answers of the AWS Price List`, remedy);
  const wrong: string[] = [];
  const recorded = names.sort().flatMap((name) => {
    try {
      return readAnswer(path.join(folder, name));
    } catch (error) {
      wrong.push(`  ${path.join(folder, name)}: ${(error as Error).message}`);
      return [];
    }
  });
  if (wrong.length > 0) throw new UsageError(["these are no answers of the AWS Price List:", ...wrong].join("\n"), remedy);
  return recorded;
}

function readAnswer(file: string): Recorded[] {
  const parsed = answer.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error("it has no list PriceList of texts");
  return parsed.data.PriceList.map((product, index) => {
    const text = typeof product === "string" ? product : JSON.stringify(product);
    try {
      return { product: productOf(text), text };
    } catch (error) {
      throw new Error(`PriceList[${index}]: ${(error as Error).message}`);
    }
  });
}
