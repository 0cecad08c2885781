package dev.agentgateway.controlplane.translation;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Prints how much CPU time a translation takes when one of many routes changed: {@code java -cp ...
 * TranslationBenchmark [ROUTES]}, 5,000 unless told. Building the state is not part of it.
 */
final class TranslationBenchmark {

  private static final int ROUNDS = 300;

  private TranslationBenchmark() {}

  public static void main(String[] args) {
    int routes = args.length == 0 ? 5_000 : Integer.parseInt(args[0]);
    Scenario scenario = new Scenario();
    for (int i = 0; i < 500; i++) {
      scenario.put(Scenario.service("s" + i)).put(Scenario.slice("s" + i, "10.0.0.1", "10.0.0.2"));
    }
    for (int i = 0; i < routes; i++) {
      scenario.put(Scenario.route("r" + i, "/r" + i, "s" + i % 500));
    }
    Translator translator = new Translator(TranslationOptions.DEFAULT);
    long[] cold = new long[ROUNDS / 10];
    for (int round = 0; round < cold.length; round++) {
      var state = scenario.state();
      long start = cpuNanos();
      new Translator(TranslationOptions.DEFAULT).translate(state);
      cold[round] = cpuNanos() - start;
    }
    print("everything translated", cold);
    long[] all = new long[ROUNDS];
    translator.translate(scenario.state());
    for (int round = 0; round < ROUNDS; round++) {
      scenario.put(Scenario.route("r7", "/changed" + round, "s7"));
      var state = scenario.state();
      long start = cpuNanos();
      translator.translate(state);
      all[round] = cpuNanos() - start;
    }
    print("one route changed", Arrays.copyOfRange(all, ROUNDS / 3, ROUNDS));
    for (int round = 0; round < ROUNDS; round++) {
      scenario.put(Scenario.slice("s7", "10.0.1." + round % 200));
      var state = scenario.state();
      long start = cpuNanos();
      translator.translate(state);
      all[round] = cpuNanos() - start;
    }
    print("one endpoint changed", Arrays.copyOfRange(all, ROUNDS / 3, ROUNDS));
  }

  /** CPU time, so that what else the machine does is not counted. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: median %.2f ms, worst %.2f ms%n",
        what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length - 1] / 1e6);
  }
}
