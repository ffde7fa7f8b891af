import { describeFact } from "#testing/describe-fact.ts";
import fileNr from "./file-nr.ts";

describeFact(fileNr, import.meta.path);
