import { describeFact } from "#testing/describe-fact.ts";
import pty from "./pty.ts";

describeFact(pty, import.meta.path);
