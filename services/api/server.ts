/** The API's process: environment in, a listening server, and an end that loses no request. */
import closeWithGrace from "close-with-grace";
import { createLog } from "../logging/log.ts";
import { buildApp } from "./app.ts";
import { type Env, InvalidEnv, readEnv, readSecrets } from "./env.ts";

const BAD_ENVIRONMENT = 2;

function readEnvOrExit(): Env {
  try {
    return readEnv({ ...process.env, ...readSecrets(process.env.SECRETS_FOLDER) });
  } catch (error) {
    if (!(error instanceof InvalidEnv)) throw error;
    const log = createLog("monitor-api", { write: (line) => process.stderr.write(line) });
    log("fatal", error.message, { problems: error.problems });
    process.exit(BAD_ENVIRONMENT);
  }
}

const env = readEnvOrExit();
let closing = false;
const app = buildApp({ logLevel: env.LOG_LEVEL, keepAliveSeconds: env.KEEP_ALIVE_SECONDS, isClosing: () => closing });

// Load balancers need a while to look elsewhere. Whoever sends the signal gives it to them before: on Kubernetes, a preStop hook.
closeWithGrace({ delay: env.DRAIN_SECONDS * 1_000, logger: app.log }, async ({ signal, err }) => {
  closing = true;
  if (err) app.log.fatal({ error: err }, "closing after an error");
  else app.log.info({ signal }, "closing");
  await app.close();
  app.log.info("closed");
});

await app.listen({ host: "0.0.0.0", port: env.PORT });
