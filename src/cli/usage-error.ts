import type { Says } from "#contract/message.ts";

/** What a user did wrong: a stable code (the message's key) and exit status 2. */
export class UsageError extends Error {
  readonly says: Says;
  constructor(says: Says) {
    super(says.key);
    this.says = says;
  }
}
