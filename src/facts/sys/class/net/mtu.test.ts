import { describeFact } from "#testing/describe-fact.ts";
import mtu from "./mtu.ts";

describeFact(mtu, import.meta.path);
