package dev.agentgateway.dataplane.bootstrap;

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
 * The command line of {@code agentgateway data-plane}.
 *
 * <p>A setting is taken from the flag, else from the environment, else from the file that {@code
 * --config} names, else it has its default.
 */
public final class DataPlaneCommand {

  private static final int BAD_ARGUMENTS = 2;

  private DataPlaneCommand() {}

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
    putFlags(parsed, values);
    putEnvironment(environment, values);
    String file = parsed.matchedOptionValue("--config", environment.get("AGENTGATEWAY_CONFIG"));
    if (file != null) {
      ConfigFile.read(Path.of(file), values, mistakes);
    }
    SettingParser parser = new SettingParser(values, mistakes);
    DataPlaneConfig config = parser.parse();
    if (config == null) {
      return new Invocation.Stop(BAD_ARGUMENTS, describe(mistakes));
    }
    return new Invocation.Start(config);
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("agentgateway data-plane");
    spec.usageMessage()
        .description("Runs a proxy that serves the Gateways a control plane describes.")
        .sortOptions(false)
        .footer(
            "",
            "Each setting may also come from an environment variable (AGENTGATEWAY_ADMIN_PORT for",
            "--admin-port) or from the file (key admin-port). Flags win over the environment, the",
            "environment over the file. Port 0 takes any free port and prints it.",
            "",
            "Exit codes: 0 clean stop, 1 failure at run time, 2 bad arguments or configuration.");
    spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true);
    for (Setting setting : Setting.values()) {
      OptionSpec.Builder option =
          OptionSpec.builder(setting.flag())
              .paramLabel(setting.parameter())
              .description(setting.description().replace("%", "%%"));
      spec.addOption(
          setting.isRepeatable()
              ? option.type(List.class).auxiliaryTypes(String.class).build()
              : option.type(String.class).build());
    }
    spec.addOption(
        OptionSpec.builder("--config")
            .paramLabel("FILE")
            .type(String.class)
            .description("YAML file of settings.")
            .build());
    spec.addOption(
        OptionSpec.builder("--help", "-h").usageHelp(true).description("Print this.").build());
    return spec;
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
    boolean followsUnknownFlag = false;
    for (String unmatched : parsed.unmatched()) {
      boolean isFlag = unmatched.startsWith("-");
      boolean isValueOfUnknownFlag = followsUnknownFlag && !isFlag;
      followsUnknownFlag = isFlag;
      if (isValueOfUnknownFlag) {
        continue;
      }
      List<String> similar =
          new CommandLine.UnmatchedArgumentException(commandLine, List.of(unmatched))
              .getSuggestions();
      String hint =
          similar.isEmpty() ? "see --help" : "did you mean " + String.join(" or ", similar) + "?";
      mistakes.add(unmatched + ": unknown argument (" + hint + ")");
    }
    return mistakes;
  }

  private static void putFlags(ParseResult parsed, SettingValues values) {
    for (Setting setting : Setting.values()) {
      if (!parsed.hasMatchedOption(setting.flag())) {
        continue;
      }
      Object value = parsed.matchedOptionValue(setting.flag(), null);
      List<String> texts = new ArrayList<>();
      if (value instanceof List<?> list) {
        list.forEach(element -> texts.add(String.valueOf(element)));
      } else if (value != null) {
        texts.add(value.toString());
      }
      if (!texts.isEmpty()) {
        values.putIfAbsent(setting, texts, setting.flag());
      }
    }
  }

  private static void putEnvironment(Map<String, String> environment, SettingValues values) {
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.environmentVariable());
      if (text != null && !text.isEmpty()) {
        values.putIfAbsent(setting, List.of(text), setting.environmentVariable());
      }
    }
  }

  private static String describe(List<String> mistakes) {
    StringBuilder output = new StringBuilder("agentgateway data-plane cannot start:\n");
    mistakes.forEach(mistake -> output.append("  ").append(mistake).append('\n'));
    return output.append("See agentgateway data-plane --help.\n").toString();
  }
}
