import { describeFact } from "#testing/describe-fact.ts";
import inotify from "./inotify.ts";

describeFact(inotify, import.meta.path);
