package dev.agentgateway.controlplane.bootstrap;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line of {@code agentgateway control-plane}.
 *
 * <p>A setting is taken from the flag, else from the environment, else from the file that {@code
 * --config} names, else it has its default.
 */
public final class ControlPlaneCommand {

  private static final int BAD_ARGUMENTS = 2;

  private ControlPlaneCommand() {}

  /**
   * Reads a command line. Never throws: every mistake is in the output of {@link Invocation.Stop}.
   *
   * @param arguments without the program and command name
   * @param environment as of {@link System#getenv()}
   */
  public static Invocation parse(List<String> arguments, Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(spec());
    ParseResult parsed = commandLine.parseArgs(arguments.toArray(String[]::new));
    if (parsed.isUsageHelpRequested()) {
      StringWriter help = new StringWriter();
      commandLine.usage(new PrintWriter(help), Ansi.OFF);
      return new Invocation.Stop(0, help.toString());
    }
    List<String> mistakes = argumentMistakes(commandLine, parsed);
    SettingValues values = new SettingValues();
    for (Setting setting : Setting.values()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        String text = parsed.matchedOptionValue(setting.flag(), "");
        values.putIfAbsent(setting, text, setting.flag());
      }
    }
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.environmentVariable());
      if (text != null && !text.isEmpty()) {
        values.putIfAbsent(setting, text, setting.environmentVariable());
      }
    }
    String file = parsed.matchedOptionValue("--config", environment.get("AGENTGATEWAY_CONFIG"));
    if (file != null) {
      ConfigFile.read(Path.of(file), values, mistakes);
    }
    Invocation invocation = new SettingParser(values, mistakes).parse();
    return invocation == null ? new Invocation.Stop(BAD_ARGUMENTS, describe(mistakes)) : invocation;
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("agentgateway control-plane");
    spec.usageMessage()
        .description("Translates Gateway API objects and streams them to proxies.")
        .sortOptions(false)
        .footer(
            "",
            "Each setting may also come from an environment variable (AGENTGATEWAY_XDS_PORT for",
            "--xds-port) or from the file (key xds-port). Flags win over the environment, the",
            "environment over the file. Port 0 takes any free port and prints it.",
            "",
            "Exit codes: 0 clean stop, 1 failure at run time, 2 bad arguments or configuration.");
    spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true);
    for (Setting setting : Setting.values()) {
      spec.addOption(option(setting.flag(), setting.parameter(), setting.description()));
    }
    spec.addOption(option("--config", "FILE", "YAML file of settings."));
    spec.addOption(
        OptionSpec.builder("--help", "-h").usageHelp(true).description("Print this.").build());
    return spec;
  }

  private static OptionSpec option(String flag, String parameter, String description) {
    return OptionSpec.builder(flag)
        .paramLabel(parameter)
        .description(description.replace("%", "%%"))
        .type(String.class)
        .build();
  }

  private static List<String> argumentMistakes(CommandLine commandLine, ParseResult parsed) {
    List<String> mistakes = new ArrayList<>();
    for (Exception error : parsed.errors()) {
      if (error instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
        OptionSpec option = (OptionSpec) missing.getMissing().getFirst();
        mistakes.add(option.longestName() + ": no value (expected: " + option.paramLabel() + ")");
      } else {
        mistakes.add(String.valueOf(error.getMessage()));
      }
    }
    for (String unmatched : parsed.unmatched()) {
      List<String> similar =
          new CommandLine.UnmatchedArgumentException(commandLine, List.of(unmatched))
              .getSuggestions();
      String hint =
          similar.isEmpty() ? "see --help" : "did you mean " + String.join(" or ", similar) + "?";
      mistakes.add(unmatched + ": unknown argument (" + hint + ")");
    }
    return mistakes;
  }

  private static String describe(List<String> mistakes) {
    StringBuilder output = new StringBuilder("agentgateway control-plane cannot start:\n");
    mistakes.forEach(mistake -> output.append("  ").append(mistake).append('\n'));
    return output.append("See agentgateway control-plane --help.\n").toString();
  }
}
