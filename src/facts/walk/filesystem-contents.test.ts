import { describeFact } from "#testing/describe-fact.ts";
import filesystemContents from "./filesystem-contents.ts";

describeFact(filesystemContents, import.meta.path);
