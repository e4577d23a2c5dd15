/** Lambda. https://aws.amazon.com/lambda/pricing/ */
import { aws, metered } from "./draft.ts";
import { type Mapper, per, type Service, used } from "./mapper.ts";

/** What every function has without a charge, in MB. */
const STORAGE_INCLUDED = 512;
const DEFAULT_MEMORY = 128;

const lambdaFunction: Mapper = (inputs, use, { region }) => {
  const sku = aws("lambda", region);
  const [architecture] = inputs.list("architectures");
  const chip = architecture === "arm64" ? "arm64" : "x86";
  const requests = used(use, "monthlyRequests");
  const milliseconds = used(use, "requestDurationMs");
  const seconds = requests === undefined || milliseconds === undefined ? null : (requests * Math.ceil(milliseconds)) / 1000;
  const gbSeconds = (megabytes: number): number | null => (seconds === null ? null : (seconds * megabytes) / 1024);
  const storage = Math.max(0, (inputs.block("ephemeralStorage").number("size") ?? STORAGE_INCLUDED) - STORAGE_INCLUDED);
  return [
    metered("requests", "Requests", sku("requests"), per(requests, 1e6), "1M requests"),
    ...(storage > 0 ? [metered("storage", "Ephemeral storage", sku("ephemeral-storage"), gbSeconds(storage), "GB-seconds")] : []),
    metered(
      ...(["duration", "Duration", sku(`duration.${chip}`)] as const),
      ...([gbSeconds(inputs.number("memorySize") ?? DEFAULT_MEMORY), "GB-seconds"] as const),
    ),
  ];
};

const provisioned: Mapper = (inputs, use, { region }) => {
  const sku = aws("lambda", region);
  const chip = use.architecture === "arm64" ? "arm64" : "x86";
  const gigabytes = (used(use, "memoryMb") ?? STORAGE_INCLUDED) / 1024;
  const executions = inputs.number("provisionedConcurrentExecutions") ?? 0;
  const hours = used(use, "monthlyDurationHrs");
  const requests = used(use, "monthlyRequests");
  const milliseconds = used(use, "requestDurationMs");
  const seconds = requests === undefined || milliseconds === undefined ? null : (requests * Math.ceil(milliseconds)) / 1000;
  const kept = hours === undefined ? null : executions * gigabytes * hours * 3600;
  return [
    metered("requests", "Requests", sku("requests"), per(requests, 1e6), "1M requests"),
    metered("concurrency", "Provisioned Concurrency", sku(`provisioned-concurrency.${chip}`), kept, "GB-seconds"),
    metered(
      ...(["duration", "Duration", sku(`provisioned-duration.${chip}`)] as const),
      ...([seconds === null ? null : seconds * gigabytes, "GB-seconds"] as const),
    ),
  ];
};

export const lambda: Service = {
  name: "Lambda",
  priced: {
    "aws:lambda/function:Function": lambdaFunction,
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": provisioned,
  },
  free: {
    "aws:lambda/alias:Alias": "a name of a function; its requests are priced",
    "aws:lambda/eventSourceMapping:EventSourceMapping":
      "what it reads and calls is priced: the queue's and the function's requests",
    "aws:lambda/permission:Permission": "who may call a function",
  },
};
