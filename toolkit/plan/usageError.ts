/** Something wrong with how the command is used or the project is laid out: one line of cause, one of remedy. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}
