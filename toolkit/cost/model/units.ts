/** Units of the model. */
import { HOURS_PER_MONTH } from "../money.ts";

/** AWS's gigabyte: 2^30 bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html */
export const GB = 2 ** 30;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;
export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
/** A million tokens, which models are priced by. */
export const MTOK = 1e6;
