import { Command, CommanderError, Option } from "commander";
import type { Language, Says } from "#contract/message.ts";
import { type CheckFlags, check } from "./check.ts";
import type { ExplainFlags } from "./explain.ts";
import type { FixFlags } from "./fix.ts";
import { afterLanguage, askedLanguage, languageOf, parseLanguage } from "./language.ts";
import { cliWords } from "./messages.ts";
import { complain, print } from "./out.ts";
import type { OutputFlags } from "./output.ts";
import type { PcapFlags } from "./pcap.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

const USAGE_STATUS = 2;
/** Before them are the program and its main file. */
const WORDS_FROM = 2;

/** The headings of commander's help, in both languages: whoever asks for help may read either. */
const TITLES: Readonly<Record<string, string>> = {
  "Usage:": "Usage / 用法:",
  "Arguments:": "Arguments / 参数:",
  "Options:": "Options / 选项:",
  "Global Options:": "Global options / 全局选项:",
  "Commands:": "Commands / 命令:",
};

/** What commander objects to, in our words. @see commander's `CommanderError.code` */
function usageSays({ code, message }: CommanderError): Says {
  const word = /'([^']*)'/.exec(message)?.[1] ?? "";
  switch (code) {
    case "commander.unknownOption":
      return cliWords.unknownOption({ word });
    case "commander.optionMissingArgument":
      return cliWords.missingValue({ word });
    case "commander.missingArgument":
      return cliWords.missingArgument({ word });
    case "commander.help":
      return cliWords.noCommand();
    case "commander.excessArguments":
      return cliWords.tooManyArguments();
    default:
      return cliWords.badUsage({ code });
  }
}

function hostOptions(command: Command): Command {
  const many = (value: string, earlier: readonly string[]): readonly string[] => [
    ...earlier,
    value,
  ];
  return command
    .option("--from <dir>", "an extracted snapshot instead of this host / 使用已解包的快照")
    .option("--root <dir>", "a host mounted at a directory / 使用挂载在目录下的主机")
    .option(
      "--interval <duration>",
      "between the two samples; 0 for one / 两次采样的间隔，0 表示单次",
      "1s",
    )
    .option(
      "--docker-root <dir>",
      "a dockerd data root (repeatable) / dockerd 数据目录，可重复",
      many,
      [],
    )
    .option(
      "--probe <destination>",
      "allow probes toward HOST[:PORT] (repeatable) / 允许向 HOST[:PORT] 主动探测，可重复",
      many,
      [],
    );
}

function outputOptions(command: Command): Command {
  return command
    .option("--format <format>", "text or json / 输出格式", "text")
    .option("--all", "also what is absent, with the evidence / 同时列出已排除的案例及证据")
    .option("--strict", "exit status 3 if a case could not be decided / 无法判断时退出码为 3")
    .option("-o, --output <file>", "write to a file / 写入文件")
    .option("--no-color", "plain text / 不使用颜色")
    .option("--quiet", "exit status only / 只给出退出码")
    .option("--verbose", "limits and every item / 显示阈值与全部条目");
}

interface LanguageFlag {
  readonly lang?: string;
}

/** The words of the command line, and what each does. `done` gets the exit status. */
function build(
  language: (flags: LanguageFlag) => Language,
  done: (status: number) => void,
): Command {
  const program = new Command("casebook")
    .description("names the root cause of obscure host issues / 定位疑难主机问题的根因")
    .version(version, "-V, --version", "the version / 版本号")
    .helpOption("-h, --help", "these words / 显示帮助")
    .helpCommand("help [command]", "the words of a command / 显示命令的用法")
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ styleTitle: (title) => TITLES[title] ?? title })
    .enablePositionalOptions();
  const lang = (): Option => new Option("--lang <language>", "en or zh / 语言");

  outputOptions(hostOptions(program.command("check", { isDefault: true })))
    .description("diagnoses this host: all cases, or the named ones / 诊断本机：全部或指定案例")
    .argument("[case...]")
    .option(
      "--record <dir>",
      "keep what is read as a snapshot for --from / 将读数保存为快照，供 --from 使用",
    )
    .addOption(lang())
    .action(async (ids: string[], flags: CheckFlags & LanguageFlag) =>
      done(await check(ids, flags, language(flags))),
    );

  program
    .command("cases")
    .description("lists the cases / 列出案例")
    .addOption(lang())
    .action(async (flags: LanguageFlag) => {
      const { listCases } = await import("./cases.ts");
      print(await listCases(language(flags)), undefined);
      done(0);
    });

  outputOptions(hostOptions(program.command("why")))
    .description(
      "ranks cases by your words and by what this host shows / 按输入的现象与本机实际情况排列案例",
    )
    .argument(
      "<text...>",
      "an error message or a question; - for a log on stdin / 报错信息或问题，- 为标准输入的日志",
    )
    .addOption(lang())
    .action(async (words: string[], flags: CheckFlags & LanguageFlag) => {
      const { why } = await import("./why.ts");
      done(await why(words, flags, language(flags)));
    });

  program
    .command("explain")
    .description("shows the guide of a case / 显示案例的指南")
    .argument("<case>")
    .option("--format <format>", "text or md / 输出格式", "text")
    .option("--no-color", "plain text / 不使用颜色")
    .addOption(lang())
    .action(async (id: string, flags: ExplainFlags & LanguageFlag) => {
      const { explain } = await import("./explain.ts");
      await explain(id, flags, language(flags));
      done(0);
    });

  outputOptions(
    program
      .command("pcap")
      .description(
        "analyses a capture: verdicts, then the connections that matter / 分析抓包：先结论，后相关连接",
      )
      .argument("<file>", "pcap or pcapng, packed or not; - for stdin / 抓包文件，- 为标准输入")
      .option("--flows", "every connection / 列出全部连接")
      .option("--host <address>", "packets of this address only / 只看该地址的数据包")
      .option("--port <number>", "packets of this port only / 只看该端口的数据包")
      .option(
        "--from-time <time>",
        "packets from then on: seconds since the first frame, or a UTC time / 起始时间：距第一帧的秒数或 UTC 时间",
      )
      .option("--to-time <time>", "packets until then / 截止时间"),
  )
    .addOption(lang())
    .action(async (file: string, flags: PcapFlags & LanguageFlag) => {
      const { pcap } = await import("./pcap.ts");
      done(await pcap(file, flags, language(flags)));
    });

  outputOptions(
    program
      .command("probe")
      .description("measures a path: sends traffic to a destination / 测量路径：向目标发送流量")
      .command("mtu")
      .description(
        "the path MTU, and whether large packets vanish; a port also settles the way back / 路径 MTU，以及大包是否消失；给出端口还可判断返回方向",
      )
      .argument("<destination>", "HOST or HOST:PORT / 主机，或主机:端口"),
  )
    .addOption(lang())
    .action(async (destination: string, flags: OutputFlags & LanguageFlag) => {
      const { probe } = await import("./probe.ts");
      done(await probe(destination, flags, language(flags)));
    });

  hostOptions(program.command("fix"))
    .description(
      "shows the plan that ends a finding's cause; changes nothing / 显示修复方案，不做改动",
    )
    .argument("<finding>", "CASE/SUBJECT as a report shows it / 报告中的结论编号")
    .option("--remedy <id>", "one remedy only / 指定方案")
    .option("--capture <file>", "a finding of this capture, or CASE for all of it / 抓包中的结论")
    .addOption(lang())
    .action(async (id: string, flags: FixFlags & LanguageFlag) => {
      const { fix } = await import("./fix.ts");
      done(await fix(id, flags, language(flags)));
    });

  program
    .command("lab")
    .description("reproduces cases in namespaces of their own / 在独立命名空间中复现案例")
    .argument("<action>", "list, run, prove or clean")
    .argument("[lab...]", "CASE or CASE:VARIANT")
    .option("--capture <dir>", "keep the readings as a snapshot / 将读数保存为快照")
    .addOption(lang())
    .action(async (action: string, ids: string[], flags: LanguageFlag & { capture?: string }) => {
      const { lab } = await import("./lab.ts");
      done(await lab(action, ids, flags.capture, language(flags)));
    });
  return program;
}

/** Runs the command line. @returns the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const words = argv.slice(WORDS_FROM);
  let chosen = askedLanguage(words) ?? languageOf(process.env);
  let status = 0;
  const program = build(
    (flags) => (chosen = flags.lang === undefined ? chosen : parseLanguage(flags.lang)),
    (given) => (status = given),
  );
  try {
    await program.parseAsync(afterLanguage(words), { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(error.says, chosen);
      return USAGE_STATUS;
    }
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      complain(usageSays(error), chosen);
      return USAGE_STATUS;
    }
    // Status 1 would say that a case is present.
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    complain(cliWords.unexpected({ what: message }), chosen, stack);
    return USAGE_STATUS;
  }
}
