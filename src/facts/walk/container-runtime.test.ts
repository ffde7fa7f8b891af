import { describeFact } from "#testing/describe-fact.ts";
import containerRuntime from "./container-runtime.ts";

describeFact(containerRuntime, import.meta.path);
