package dev.agentgateway.dataplane.xds;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.List;

/** The {@code error_detail} of a NACK. */
final class Refusal {

  /** Bound of the text: it travels in a gRPC message and ends in a status condition. */
  private static final int MAX_CHARS = 8 * 1024;

  private Refusal() {}

  /** Names each refused resource and why. */
  static Status of(List<String> problems) {
    StringBuilder message = new StringBuilder();
    int told = 0;
    for (String problem : problems) {
      if (message.length() + problem.length() > MAX_CHARS && told > 0) {
        message.append("\nand ").append(problems.size() - told).append(" more");
        break;
      }
      message
          .append(message.isEmpty() ? "" : "\n")
          .append(problem, 0, Math.min(problem.length(), MAX_CHARS));
      told++;
    }
    return Status.newBuilder()
        .setCode(Code.INVALID_ARGUMENT_VALUE)
        .setMessage(message.toString())
        .build();
  }
}
