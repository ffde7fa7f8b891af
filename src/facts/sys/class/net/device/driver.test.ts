import { describeFact } from "#testing/describe-fact.ts";
import driver from "./driver.ts";

describeFact(driver, import.meta.path);
